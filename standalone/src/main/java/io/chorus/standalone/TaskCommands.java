package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
  private static final String PATH = "/v1/tasks/";

  private TaskCommands() {}

  /** What they have in common. */
  abstract static class OnTask implements Callable<Integer> {
    @Mixin ApiOption api;

    @Parameters(paramLabel = "TASK", description = "Its id.")
    String id;

    @Spec CommandSpec spec;

    String path(String more) {
      return PATH + ApiClient.segment(id) + more;
    }

    void show(JsonNode value) {
      print(spec, value.toPrettyString());
    }
  }

  private static void print(CommandSpec spec, String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
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

    @Option(names = "--model", paramLabel = "MODEL", description = "As in /v1/models.")
    String model;

    @Option(names = "--lane", paramLabel = "LANE", description = "priority, standard or batch.")
    String lane;

    @Option(names = "--strategy", paramLabel = "STRATEGY", description = "As in the README.")
    String strategy;

    @Option(names = "--batch", paramLabel = "NAME", description = "What it belongs to.")
    String batch;

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
      if (model != null || lane != null || strategy != null || batch != null || wait) {
        throw new UsageException("--file goes with --out alone: its lines say what they wish");
      }
      SubmittedFile submitted = SubmittedFile.submit(api.client(), what.file, null);
      if (!form.json) {
        print(spec, submitted.batch());
      }
      JsonNode ended = submitted.follow(spec.commandLine().getErr());
      if (out != null) {
        submitted.fetch(ended, out);
      }
      return summed(ended);
    }

    private int summed(JsonNode batch) {
      String status = batch.path("status").asText();
      long total = batch.at("/request_counts/total").asLong();
      long answered = batch.at("/request_counts/completed").asLong();
      for (JsonNode problem : batch.at("/errors/data")) {
        spec.commandLine().getErr().println("chorus: " + problem.path("message").asText());
      }
      form.show(spec, batch, "%s: %d of %d tasks answered".formatted(status, answered, total));
      return status.equals("completed") && answered == total ? 0 : 1;
    }

    private int one() throws IOException, InterruptedException {
      if (out != null) {
        throw new UsageException("--out goes with --file; one answer is shown with --wait");
      }
      Map<String, Object> task = new LinkedHashMap<>();
      task.put("prompt", what.prompt);
      task.put("model", model);
      task.put("lane", lane);
      task.put("strategy", strategy);
      task.put("batch", batch);
      JsonNode accepted = api.client().post("/v1/tasks", task);
      String id = accepted.path("id").asText();
      if (!wait) {
        form.show(spec, accepted, id);
        return 0;
      }
      return new FollowedTask(api.client(), spec, form).follow(PATH + id);
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
      show(api.client().get(path("")));
      return 0;
    }
  }

  /** Follows. */
  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Follow a task until it ends, and show its answer.")
  static final class Watch extends OnTask {
    @Mixin JsonOption form;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return new FollowedTask(api.client(), spec, form).follow(path(""));
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
      api.client().post(path("/cancel"), Map.of());
      print(spec, id + " ends cancelled, unless its answer is on its way");
      return 0;
    }
  }
}
