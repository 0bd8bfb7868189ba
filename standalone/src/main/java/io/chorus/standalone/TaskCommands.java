package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands on single tasks of a running system. */
final class TaskCommands {
  private TaskCommands() {}

  static String path(String id) {
    return "/v1/tasks/" + ApiClient.segment(id);
  }

  /** What they have in common. */
  abstract static class OnTask implements Callable<Integer> {
    @Mixin ApiOption api;
    @Mixin JsonOption form;

    @Parameters(paramLabel = "TASK", description = "Its id.")
    String id;

    @Spec CommandSpec spec;
  }

  /** Whoever stops waiting must know what to watch. */
  private static void accepted(CommandSpec spec, String id) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(id + " accepted");
    err.flush();
  }

  /** Asks. */
  @Command(
      name = "submit",
      mixinStandardHelpOptions = true,
      description = "Submit one task, or a file of many.")
  static final class Submit implements Callable<Integer> {
    @Mixin ApiOption api;

    @ArgGroup(exclusive = true, multiplicity = "1")
    What what;

    @Option(names = "--out", paramLabel = "OUT", description = "Where answers to FILE go.")
    Path out;

    @Mixin WishOptions wishes;

    @Option(names = "--wait", description = "Wait for the answer, and show it.")
    boolean wait;

    @Mixin JsonOption form;

    @Spec CommandSpec spec;

    /** One task, or many. */
    static final class What {
      @Parameters(paramLabel = "PROMPT", description = "What to ask.")
      String prompt;

      @Option(
          names = "--file",
          paramLabel = "FILE",
          description = "An OpenAI batch input file; its tasks are followed to their ends.")
      Path file;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return what.file == null ? one() : many();
    }

    private int many() throws IOException, InterruptedException {
      if (wait || !wishes.fields().isEmpty()) {
        throw new UsageException("--file goes with --out alone: its lines say what they wish");
      }
      SubmittedFile.check(out, what.file);
      SubmittedFile submitted = SubmittedFile.submit(api.client(), what.file, null);
      accepted(spec, submitted.batch());
      return submitted.follow(spec, form, out);
    }

    private int one() throws IOException, InterruptedException {
      if (out != null) {
        throw new UsageException("--out goes with --file; one answer is shown with --wait");
      }
      Map<String, Object> task = wishes.fields();
      task.put("prompt", what.prompt);
      JsonNode accepted = api.client().post("/v1/tasks", task);
      String id = accepted.path("id").asText();
      if (!wait) {
        form.show(spec, accepted, id);
        return 0;
      }
      accepted(spec, id);
      return new FollowedTask(api.client(), spec, form).follow(id);
    }
  }

  /** Shows. */
  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Show a task as it is, as JSON.")
  static final class Get extends OnTask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode task = api.client().get(path(id));
      form.show(spec, task, task.toPrettyString());
      return 0;
    }
  }

  /** Follows. */
  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Follow a task until it ends, and show its answer.")
  static final class Watch extends OnTask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return new FollowedTask(api.client(), spec, form).follow(id);
    }
  }

  /** Cancels. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Let a task that has not ended end cancelled.")
  static final class Cancel extends OnTask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode told = api.client().post(path(id) + "/cancel", Map.of());
      form.show(spec, told, id + " ends cancelled, unless its answer is on its way");
      return 0;
    }
  }
}
