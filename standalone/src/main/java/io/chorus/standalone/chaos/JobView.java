package io.chorus.standalone.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.common.JobID;

/** A job as Flink's REST API shows it. Thread-safe. */
public final class JobView {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Set<String> AT_WORK_OR_DONE = Set.of("RUNNING", "FINISHED");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI job;

  JobView(int restPort, JobID id) {
    this.job = URI.create("http://127.0.0.1:" + restPort + "/jobs/" + id);
  }

  /** By the attempts of its tasks, which are all restarted together. */
  public int restarts() throws IOException, InterruptedException {
    int restarts = 0;
    for (JsonNode vertex : get("").path("vertices")) {
      for (JsonNode task : get("/vertices/" + vertex.path("id").asText()).path("subtasks")) {
        restarts = Math.max(restarts, task.path("attempt").asInt());
      }
    }
    return restarts;
  }

  /**
   * True when every task runs, or has come to its end.
   *
   * @throws IllegalStateException when the job has failed for good
   */
  public boolean running() throws IOException, InterruptedException {
    JsonNode state = get("");
    if (state.path("state").asText().equals("FAILED")) {
      throw new IllegalStateException("job " + state.path("name").asText() + " has failed");
    }
    for (JsonNode vertex : state.path("vertices")) {
      if (!AT_WORK_OR_DONE.contains(vertex.path("status").asText())) {
        return false;
      }
    }
    return state.path("state").asText().equals("RUNNING");
  }

  /** True when all subtasks whose name holds this text have come to their end. */
  boolean finished(String task) throws IOException, InterruptedException {
    for (JsonNode vertex : get("").path("vertices")) {
      if (vertex.path("name").asText().contains(task)) {
        return vertex.path("status").asText().equals("FINISHED");
      }
    }
    throw new IOException("the job has no task " + task);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(job + path)).timeout(LIMIT).build();
    HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (reply.statusCode() != 200) {
      throw new IOException("Flink answers " + reply.statusCode() + " about its job");
    }
    try {
      return Json.read(reply.body(), JsonNode.class);
    } catch (MalformedJsonException e) {
      throw new IOException("Flink's answer about its job can't be read", e);
    }
  }
}
