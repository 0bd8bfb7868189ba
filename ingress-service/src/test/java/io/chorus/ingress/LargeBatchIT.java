package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.connector.s3.S3Config;
import io.chorus.servers.s3.LocalS3;
import java.io.IOException;
import java.io.Writer;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 50,000 lines and 200 MB, and what it takes; with {@code -Dchorus.large-batch=folder} or
 * {@code s3}, where it then lies.
 */
@ExtendWith(IngressKit.class)
@EnabledIfSystemProperty(named = "chorus.large-batch", matches = "folder|s3")
class LargeBatchIT {
  private static final int LINES = 50_000;
  private static final long MOST_EXTRA_MB = 300;
  private static final String TEXT = "All work and no play. ".repeat(178);

  @TempDir private static Path folder;

  @Test
  void theLargestFileIsTakenIn(IngressKit.Parts parts) throws Exception {
    Path file = write();
    boolean inS3 = System.getProperty("chorus.large-batch").equals("s3");
    try (LocalS3 store = inS3 ? LocalS3.start(folder.resolve("s3")) : null;
        IngressProcess server =
            inS3 ? IngressProcess.start(parts, inS3(parts, store)) : IngressProcess.start(parts)) {
      Caller caller = new Caller(server.baseUrl(), IngressKit.KEY);
      long before = server.megabytes("VmRSS");
      long start = System.nanoTime();
      String id = upload(caller, file);
      long uploaded = System.nanoTime();
      create(caller, id);
      await()
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> fed(parts) == LINES);
      long fed = System.nanoTime();
      System.out.printf(
          "%d lines, %d MB: uploaded in %d s, accepted in %d s more; resident %d MB before, at most"
              + " %d MB%n",
          LINES,
          Files.size(file) >> 20,
          (uploaded - start) / 1_000_000_000,
          (fed - uploaded) / 1_000_000_000,
          before,
          server.megabytes("VmHWM"));
      assertThat(server.megabytes("VmHWM") - before).isLessThanOrEqualTo(MOST_EXTRA_MB);
    }
  }

  private static String inS3(IngressKit.Parts parts, LocalS3 store) throws IOException {
    store.createBucket("bucket");
    S3Config s3 = parts.s3(store, store.secretKey());
    return """
        files: "s3://bucket"
        s3: {endpoint: "%s", access_key: "%s", secret_key: "%s"}"""
        .formatted(s3.endpoint(), s3.accessKey().reference(), s3.secretKey().reference());
  }

  private static Path write() throws IOException {
    Path file = folder.resolve("large.jsonl");
    try (Writer lines = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES; i++) {
        lines.write(
            "{\"custom_id\":\"line-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                .formatted(i));
        lines.write("{\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}}\n");
      }
    }
    return file;
  }

  private static String upload(Caller caller, Path file) throws Exception {
    String purpose = "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n";
    String head =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.jsonl\"\r\n\r\n";
    BodyPublisher form =
        BodyPublishers.concat(
            BodyPublishers.ofString(purpose + head),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofString("\r\n--x--\r\n"));
    return caller
        .send(
            caller
                .request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(form))
        .json()
        .path("id")
        .asText();
  }

  private static void create(Caller caller, String file) throws Exception {
    String order =
        "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\","
            + "\"input_file_id\":\""
            + file
            + "\"}";
    caller.post("/v1/batches", order);
  }

  private static int fed(IngressKit.Parts parts) throws SQLException {
    try (Connection connection = parts.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT max(fed) FROM batches")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
