package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.s3.S3Client;
import io.chorus.connector.s3.S3Config;
import io.chorus.connector.s3.S3Location;
import io.chorus.contracts.Tenants;
import io.chorus.ingress.Caller.Reply;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.watch.WatchConfig;
import io.chorus.servers.s3.LocalS3;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files and batches whose bytes are in a real server of S3. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class S3FilesIT {
  private static final String LINE =
      "{\"custom_id\":\"s3-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
          + "{\"messages\":[{\"role\":\"user\",\"content\":\"What is %d?\"}],"
          + "\"metadata\":{\"end\":\"%s\"}}}";

  private final IngressKit.Parts parts;
  @TempDir private Path dir;

  S3FilesIT(IngressKit.Parts parts) {
    this.parts = parts;
  }

  private static Reply upload(Caller caller, String lines) throws Exception {
    String form =
        "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n"
            + lines
            + "\r\n--x--\r\n";
    return caller.send(
        caller
            .request("/v1/files")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String lines() {
    return IntStream.range(0, 30)
        .mapToObj(i -> LINE.formatted(i, i, i < 28 ? "SUCCEEDED" : "FAILED:overloaded"))
        .collect(Collectors.joining("\n"));
  }

  private static JsonNode batch(Caller caller, String id) throws Exception {
    return caller.get("/v1/batches/" + id).json();
  }

  private static List<String> linesOf(Caller caller, String fileId) throws Exception {
    return caller.get("/v1/files/" + fileId + "/content").response().body().lines().toList();
  }

  @Test
  void aBatchIsReadFromS3AndAnsweredThere() throws Exception {
    LocalS3 store = LocalS3.start(dir.resolve("s3"));
    store.createBucket("bucket");
    FileLocation place = FileLocation.of("s3://bucket/files");
    try (IngressServer server =
        IngressServer.start(parts.config(place, parts.s3(store, store.secretKey()), List.of()))) {
      Caller caller = new Caller(server);
      String input = upload(caller, lines()).json().path("id").asText();

      String id =
          caller
              .post(
                  "/v1/batches",
                  "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\","
                      + "\"input_file_id\":\""
                      + input
                      + "\"}")
              .json()
              .path("id")
              .asText();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> batch(caller, id).path("status").asText().equals("completed"));

      JsonNode done = batch(caller, id);
      assertThat(linesOf(caller, input)).containsExactlyElementsOf(lines().lines().toList());
      assertThat(linesOf(caller, done.path("output_file_id").asText())).hasSize(28);
      assertThat(linesOf(caller, done.path("error_file_id").asText())).hasSize(2);
      assertThat(store.bucket("bucket").resolve("files").resolve(Tenants.DEFAULT).resolve(input))
          .exists();

      store.close();
      Reply late = upload(caller, lines());
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.header("Retry-After")).isNotNull();
      assertThat(caller.get("/v1/files/" + input + "/content").status()).isEqualTo(503);
    }
  }

  private Batch onlyBatchOf(String tenant) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> new BatchTable(parts.database()).list(tenant, null, 2),
            found -> found.size() == 1 && found.get(0).status() == Batch.Status.COMPLETED)
        .get(0);
  }

  @Test
  void whatIsPutIntoAWatchedPrefixOrFolderBecomesABatch() throws Exception {
    try (LocalS3 store = LocalS3.start(dir.resolve("s3"))) {
      store.createBucket("bucket");
      Path folder = Files.createDirectory(dir.resolve("drop"));
      Path input = Files.writeString(folder.resolve("b.jsonl"), lines());
      S3Config s3 = parts.s3(store, store.secretKey());
      try (S3Client client = S3Client.open(s3)) {
        client.folder(S3Location.parse("s3://bucket/in")).put("a.jsonl", input);
      }
      List<WatchConfig> watch =
          List.of(
              new WatchConfig("s3", "in-s3", FileLocation.of("s3://bucket/in"), null),
              new WatchConfig("disk", "on-disk", FileLocation.of(folder), null));
      IngressConfig config = parts.config(FileLocation.of("s3://bucket/files"), s3, watch);
      try (IngressServer server = IngressServer.start(config)) {
        assertThat(server.port()).isPositive();

        Batch ofS3 = onlyBatchOf("in-s3");
        Batch ofDisk = onlyBatchOf("on-disk");

        assertThat(ofS3.metadata()).isEqualTo(Map.of("watch", "s3", "file", "a.jsonl"));
        assertThat(ofS3.completed()).isEqualTo(28);
        assertThat(ofDisk.completed()).isEqualTo(28);
        assertThat(ofDisk.failed()).isEqualTo(2);
        Path prefix = store.bucket("bucket").resolve("in");
        assertThat(prefix.resolve("a.jsonl")).doesNotExist();
        assertThat(prefix.resolve("taken/a.jsonl." + ofS3.batchId())).hasContent(lines());
        assertThat(folder.resolve("taken/b.jsonl." + ofDisk.batchId())).hasContent(lines());
      }
    }
  }

  @Test
  void aKeyOrABucketThatIsWrongStopsTheStart() throws Exception {
    try (LocalS3 store = LocalS3.start(dir.resolve("s3"))) {
      store.createBucket("bucket");
      IngressConfig wrongKey =
          parts.config(FileLocation.of("s3://bucket/files"), parts.s3(store, "not-it"), List.of());
      assertThatThrownBy(() -> IngressServer.start(wrongKey))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("does not let these keys list s3://bucket/files/")
          .hasMessageNotContaining("not-it");

      IngressConfig wrongBucket =
          parts.config(
              FileLocation.of("s3://bukket"), parts.s3(store, store.secretKey()), List.of());
      assertThatThrownBy(() -> IngressServer.start(wrongBucket))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("there is no bucket 'bukket'");
    }
  }
}
