package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Follows one task to its end, and tells on the terminal how it goes. Where the system ends the
 * stream sooner, since its database is slow or a replica stops, the task still goes on, and is
 * followed in another one.
 */
final class FollowedTask {
  private static final String MESSAGE = "/result/choices/0/message";

  private final ApiClient client;
  private final CommandSpec spec;
  private final JsonOption form;
  private final Patience patience;
  private JsonNode last = MissingNode.getInstance();

  FollowedTask(ApiClient client, CommandSpec spec, JsonOption form) {
    this.client = client;
    this.spec = spec;
    this.form = form;
    this.patience = client.patience();
  }

  /**
   * Returns at its end.
   *
   * @param id of the task
   * @return 0 where there is an answer, 1 where there is none
   * @throws IOException where the system tells nothing of it for about a minute
   */
  int follow(String id) throws IOException, InterruptedException {
    Exception broken = null;
    do {
      try {
        client.follow(TaskCommands.path(id) + "/events", this::heard);
      } catch (IOException | UncheckedIOException e) {
        if (broken == null) {
          spec.commandLine().getErr().println("chorus: " + e.getMessage() + "; asked again");
        }
        broken = e;
      }
      if (hasEnded()) {
        return last.path("status").asText().equals("succeeded") ? 0 : 1;
      }
    } while (patience.lasts());
    throw new IOException(
        "the system does not tell the task's end; './chorus watch " + id + "' follows it", broken);
  }

  private boolean hasEnded() {
    return last.has("status") && !last.path("status").asText().equals("open");
  }

  private void heard(JsonNode event) {
    if (event.has("status")) {
      patience.renew();
    }
    boolean news = !event.equals(last);
    last = event;
    if (!news) {
      return;
    }
    if (form.json) {
      spec.commandLine().getOut().println(event);
      spec.commandLine().getOut().flush();
    } else {
      tell(event);
    }
  }

  private void tell(JsonNode event) {
    PrintWriter err = spec.commandLine().getErr();
    if (event.has("status")) {
      err.println(event.path("id").asText() + " " + event.path("status").asText() + places(event));
    }
    if (event.path("error").isObject()) {
      err.println(event.at("/error/code").asText() + ": " + event.at("/error/message").asText());
    }
    err.flush();
    JsonNode message = event.at(MESSAGE);
    PrintWriter out = spec.commandLine().getOut();
    if (message.path("content").isTextual()) {
      out.println(message.path("content").asText().replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
    }
    if (!message.path("tool_calls").isEmpty()) {
      out.println(message.path("tool_calls"));
    }
    out.flush();
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
