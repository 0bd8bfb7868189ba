package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.ingress.Caller.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A caller's files and batches. */
final class Batches {
  private static final String LINE =
      "{\"custom_id\":\"line-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
          + "\"body\":{\"metadata\":{%s},\"messages\":[{\"role\":\"user\",\"content\":\"%d?\"}]}}";

  private final Caller caller;

  Batches(Caller caller) {
    this.caller = caller;
  }

  /**
   * Lines of a file.
   *
   * @param ends how the task of each ends; empty for one that stays open
   */
  static String lines(String... ends) {
    return IntStream.range(0, ends.length)
        .mapToObj(i -> LINE.formatted(i, ends[i].isEmpty() ? "" : ended(ends[i]), i))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Silently, for batches are told of their ends by the tables. */
  private static String ended(String how) {
    return "\"end\":\"" + how + "\",\"silent\":\"yes\"";
  }

  /** So many lines that all are answered. */
  static String answered(int lines) {
    String[] ends = new String[lines];
    Arrays.fill(ends, "SUCCEEDED");
    return lines(ends);
  }

  /** The id of a file that holds the text. */
  String upload(String text) throws Exception {
    String form =
        "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n"
            + text
            + "\r\n--x--\r\n";
    return caller
        .send(
            caller
                .request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(form)))
        .json()
        .path("id")
        .asText();
  }

  /**
   * Orders a batch.
   *
   * @param more fields, each with a comma before it
   */
  Reply order(String fileId, String more) throws Exception {
    return caller.post(
        "/v1/batches",
        "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\","
            + "\"input_file_id\":\"%s\"%s}".formatted(fileId, more));
  }

  /** The id of a batch of a file. */
  String create(String fileId) throws Exception {
    Reply created = order(fileId, "");
    assertThat(created.status()).isEqualTo(200);
    return created.json().path("id").asText();
  }

  JsonNode get(String batchId) throws Exception {
    return caller.get("/v1/batches/" + batchId).json();
  }

  JsonNode awaitStatus(String batchId, String status) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get(batchId), now -> now.path("status").asText().equals(status));
  }

  /** Waits until so many lines are known to have ended. */
  void awaitEnded(String batchId, int completed, int failed) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> get(batchId).path("request_counts"),
            counts ->
                counts.path("completed").asInt() == completed
                    && counts.path("failed").asInt() == failed);
  }

  /** The id of a line's task. */
  String task(String batchId, int line) throws Exception {
    return caller
        .get("/v1/tasks?batch=" + batchId + "&custom_id=line-" + line)
        .json()
        .at("/data/0/id")
        .asText();
  }

  /** The lines of one of a batch's files, such as {@code output_file_id}. */
  List<JsonNode> content(JsonNode batch, String file) throws Exception {
    return caller
        .get("/v1/files/" + batch.path(file).asText() + "/content")
        .response()
        .body()
        .lines()
        .map(line -> Json.readOwn(line, JsonNode.class))
        .toList();
  }
}
