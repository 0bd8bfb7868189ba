package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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
      return PATH + URLEncoder.encode(id, StandardCharsets.UTF_8) + more;
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
      description = "Submit one task; a file of many is for 'run'.")
  static final class Submit implements Callable<Integer> {
    @Mixin ApiOption api;

    @Parameters(paramLabel = "PROMPT", description = "What to ask.")
    String prompt;

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

    @Spec CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, Object> task = new LinkedHashMap<>();
      task.put("prompt", prompt);
      task.put("model", model);
      task.put("lane", lane);
      task.put("strategy", strategy);
      task.put("batch", batch);
      String id = api.client().post("/v1/tasks", task).path("id").asText();
      if (!wait) {
        print(spec, id);
        return 0;
      }
      return follow(api.client(), PATH + id + "/events", spec);
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
    @Override
    public Integer call() throws IOException, InterruptedException {
      return follow(api.client(), path("/events"), spec);
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

  /** 0 where there is an answer, 1 where there is none. */
  private static int follow(ApiClient client, String path, CommandSpec spec)
      throws IOException, InterruptedException {
    boolean[] answered = new boolean[1];
    client.follow(path, task -> answered[0] = told(task, spec));
    return answered[0] ? 0 : 1;
  }

  private static boolean told(JsonNode task, CommandSpec spec) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(task.path("id").asText() + " " + task.path("status").asText() + places(task));
    err.flush();
    JsonNode answer = task.at("/result/choices/0/message/content");
    if (answer.isTextual()) {
      print(spec, answer.asText().replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
    } else if (task.path("error").isObject()) {
      err.println(task.at("/error/code").asText() + ": " + task.at("/error/message").asText());
      err.flush();
    }
    return answer.isTextual();
  }

  private static String places(JsonNode task) {
    StringBuilder places = new StringBuilder();
    for (JsonNode call : task.path("waiting")) {
      places
          .append(", ")
          .append(call.path("engine").asText())
          .append(' ')
          .append(call.path("status").asText());
    }
    return places.toString();
  }
}
