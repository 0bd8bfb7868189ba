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
  private static final String ANSWER = "/result/choices/0/message/content";
  private static final int MOST_STREAMS = 10;
  private static final long PAUSE_MS = 500;

  private final ApiClient client;
  private final CommandSpec spec;
  private final JsonOption form;
  private JsonNode last = MissingNode.getInstance();

  FollowedTask(ApiClient client, CommandSpec spec, JsonOption form) {
    this.client = client;
    this.spec = spec;
    this.form = form;
  }

  /**
   * Returns at its end.
   *
   * @param path of the task
   * @return 0 where there is an answer, 1 where there is none
   * @throws IOException where the system does not tell the end, however often it is asked
   */
  int follow(String path) throws IOException, InterruptedException {
    Exception broken = null;
    for (int i = 0; i < MOST_STREAMS; i++) {
      try {
        client.follow(path + "/events", this::heard);
      } catch (IOException | UncheckedIOException e) {
        broken = e;
      }
      if (hasEnded()) {
        return last.at(ANSWER).isTextual() ? 0 : 1;
      }
      Thread.sleep(PAUSE_MS);
    }
    throw new IOException(
        "the system does not tell the task's end; follow it with 'watch'", broken);
  }

  private boolean hasEnded() {
    return last.has("status") && !last.path("status").asText().equals("open");
  }

  private void heard(JsonNode event) {
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
    JsonNode answer = event.at(ANSWER);
    if (answer.isTextual()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(answer.asText().replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
      out.flush();
    }
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
