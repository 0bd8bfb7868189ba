package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import io.chorus.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files and batches through OpenAI's own Java client. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class BatchesIT {
  private static final String LINE =
      "{\"custom_id\":\"line-%d\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
          + "\"body\":{\"model\":\"chorus-auto\",\"metadata\":{%s},"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"What is %d?\"}]}}";

  private static final String PURPOSE_ALONE =
      String.join(
          "\r\n",
          "--x",
          "Content-Disposition: form-data; name=\"purpose\"",
          "",
          "batch",
          "--x--",
          "");

  private static final String WITH_AN_END =
      String.join(
          "\r\n",
          "--x",
          "Content-Disposition: form-data; name=\"expires_after[seconds]\"",
          "",
          "3600",
          "--x",
          "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"",
          "",
          "{}",
          PURPOSE_ALONE);

  private static final String WITH_TWO_FILES =
      WITH_AN_END.replace("name=\"expires_after[seconds]\"", "name=\"file\"; filename=\"b.jsonl\"");

  @TempDir private static Path folder;
  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static OpenAIClient client;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    client = client(server);
  }

  private static OpenAIClient client(IngressServer of) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(of.baseUrl().toString())
        .apiKey(IngressKit.KEY)
        .maxRetries(0)
        .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static String lines(int from, int to, String end) {
    return IntStream.range(from, to)
        .mapToObj(i -> LINE.formatted(i, end, i))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String ended(String how) {
    return "\"end\":\"" + how + "\"";
  }

  private static FileObject upload(String text) throws IOException {
    return upload(text, FilePurpose.BATCH);
  }

  private static FileObject upload(String text, FilePurpose purpose) throws IOException {
    Path file = Files.writeString(folder.resolve("input.jsonl"), text);
    return client.files().create(FileCreateParams.builder().file(file).purpose(purpose).build());
  }

  private static Batch create(FileObject file) {
    return client.batches().create(order(file.id()).build());
  }

  private static BatchCreateParams.Builder order(String fileId) {
    return BatchCreateParams.builder()
        .inputFileId(fileId)
        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
        .completionWindow(BatchCreateParams.CompletionWindow._24H);
  }

  private static Batch awaitStatus(Batch batch, Batch.Status status) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> client.batches().retrieve(batch.id()), now -> now.status().equals(status));
  }

  private static List<JsonNode> content(String fileId) throws IOException {
    try (HttpResponse response = client.files().content(fileId)) {
      return new String(response.body().readAllBytes(), UTF_8)
          .lines()
          .map(line -> Json.readOwn(line, JsonNode.class))
          .toList();
    }
  }

  @Test
  void aFileOfAThousandLinesIsAnsweredLineByLine() throws Exception {
    FileObject file =
        upload(
            lines(0, 990, ended("SUCCEEDED"))
                + lines(990, 995, ended("FAILED:overloaded"))
                + lines(995, 998, "\"n\":7")
                + lines(0, 1, ended("SUCCEEDED"))
                + "no line\n");

    Batch batch = awaitStatus(create(file), Batch.Status.COMPLETED);

    assertThat(batch.requestCounts().get().total()).isEqualTo(1_000);
    assertThat(batch.requestCounts().get().completed()).isEqualTo(990);
    assertThat(batch.requestCounts().get().failed()).isEqualTo(10);
    List<JsonNode> answers = content(batch.outputFileId().get());
    assertThat(answers)
        .extracting(line -> line.path("custom_id").asText())
        .hasSize(990)
        .doesNotHaveDuplicates();
    assertThat(answers.get(0).at("/response/body/choices/0/message/content").asText())
        .isEqualTo("Forty-two.");
    List<JsonNode> errors = content(batch.errorFileId().get());
    assertThat(errors)
        .extracting(line -> line.at("/error/code").asText())
        .hasSize(10)
        .containsOnly("overloaded", "invalid_request");
    assertThat(errors)
        .extracting(line -> line.at("/error/message").asText())
        .anyMatch(message -> message.contains("is that of an earlier line"))
        .anyMatch(message -> message.contains("'metadata"));
  }

  @Test
  void aBatchThatIsCancelledEndsSoWithWhatItHas() throws Exception {
    FileObject file =
        upload(
            lines(0, 3, ended("SUCCEEDED"))
                + lines(3, 5, "\"end\":\"CANCELLED:cancelled\",\"after\":\"4000\""));
    Batch batch = create(file);
    await()
        .until(() -> client.batches().retrieve(batch.id()).requestCounts().get().completed() == 3);

    client.batches().cancel(batch.id());

    Batch cancelled = awaitStatus(batch, Batch.Status.CANCELLED);
    assertThat(content(cancelled.outputFileId().get())).hasSize(3);
    assertThat(cancelled.cancellingAt().get())
        .isBetween(cancelled.inProgressAt().get(), cancelled.cancelledAt().get());
  }

  @Test
  void aBatchThatAKillCutOffGoesOnAndNoLineIsTwoTasks() throws Exception {
    Batch batch = create(upload(lines(0, 300, ended("SUCCEEDED"))));
    awaitStatus(batch, Batch.Status.COMPLETED);

    asAfterAKill(batch.id());

    Batch again = awaitStatus(batch, Batch.Status.COMPLETED);
    assertThat(again.requestCounts().get().completed()).isEqualTo(300);
    assertThat(content(again.outputFileId().get()))
        .extracting(line -> line.path("custom_id").asText())
        .hasSize(300)
        .doesNotHaveDuplicates();
    assertThat(count("SELECT count(*) FROM tasks WHERE batch = ?", batch.id())).isEqualTo(300);
  }

  /** Everything accepted, and nothing of it noted. */
  private static void asAfterAKill(String batchId) throws SQLException {
    try (Connection connection = parts.database().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE batches SET status = 'IN_PROGRESS', fed = 0, completed = 0, owner = 'dead',"
                    + " owned_until_ms = 0 WHERE batch_id = ?")) {
      statement.setString(1, batchId);
      statement.executeUpdate();
    }
  }

  private static int count(String query, String... parameters) throws SQLException {
    try (Connection connection = parts.database().dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  /** What is answered under a root is not asked again: see the tests of the ledger. */
  @Test
  void aFileSentTwiceIsOtherTasksOfTheSameRoots() throws Exception {
    String text = lines(5_000, 5_010, ended("SUCCEEDED"));
    Batch first = awaitStatus(create(upload(text)), Batch.Status.COMPLETED);
    Batch second = awaitStatus(create(upload(text)), Batch.Status.COMPLETED);

    String both = " FROM tasks WHERE batch IN (?, ?)";
    assertThat(count("SELECT count(DISTINCT task_id)" + both, first.id(), second.id()))
        .isEqualTo(20);
    assertThat(count("SELECT count(DISTINCT root_id)" + both, first.id(), second.id()))
        .isEqualTo(10);
  }

  @Test
  void anOrderThatIsSentAgainUnderItsNameIsTheSameBatch() throws Exception {
    FileObject file = upload(lines(6_000, 6_001, ended("SUCCEEDED")));
    BatchCreateParams.Builder order =
        order(file.id()).putAdditionalHeader("Idempotency-Key", "nightly-6000");

    Batch first = client.batches().create(order.build());
    awaitStatus(first, Batch.Status.COMPLETED);
    client.files().delete(file.id());
    Batch again = client.batches().create(order.build());
    OpenAIServiceException other =
        catchThrowableOfType(
            OpenAIServiceException.class,
            () -> client.batches().create(order.inputFileId("file-other").build()));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.status()).isEqualTo(Batch.Status.COMPLETED);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.code()).hasValue("idempotency_conflict");
  }

  @Test
  void anUploadThatIsNoneIsRefusedInAFormThatClientsKnow() throws Exception {
    Caller caller = new Caller(server);

    assertThat(caller.post("/v1/files", "{}").status()).isEqualTo(415);
    assertThat(form(caller, PURPOSE_ALONE).error().path("param").asText()).isEqualTo("file");
    assertThat(form(caller, "--x\r\n\r\n--x--\r\n").status()).isEqualTo(400);
    assertThat(form(caller, WITH_AN_END).error().path("param").asText())
        .isEqualTo("expires_after[seconds]");
    assertThat(form(caller, WITH_TWO_FILES).error().path("param").asText()).isEqualTo("file");
    assertThat(form(caller, "no form at all").status()).isEqualTo(400);
    assertThat(caller.get("/v1/files/file-none").error().path("code").asText())
        .isEqualTo("file_not_found");
    assertThat(caller.get("/v1/files/..%2F..%2Fkey/content").status()).isEqualTo(404);
    assertThat(caller.get("/v1/batches/batch_none").error().path("code").asText())
        .isEqualTo("batch_not_found");
    assertThat(statusOfUpload("300000000")).contains("413");
    assertThat(statusOfUpload("99999999999999999999")).containsAnyOf("400", "413");
  }

  private static Caller.Reply form(Caller caller, String body) throws Exception {
    return caller.send(
        caller
            .request("/v1/files")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .POST(BodyPublishers.ofString(body)));
  }

  private static String statusOfUpload(String length) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /v1/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + IngressKit.KEY
              + "\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: "
              + length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }

  @Test
  void aFileWithoutLinesFailsAsAWhole() throws Exception {
    Batch batch = awaitStatus(create(upload("\n\n")), Batch.Status.FAILED);

    assertThat(batch.errors().get().data().get().get(0).message().get()).contains("no lines");
  }

  @Test
  void aFileOfTooManyLinesFailsAsAWhole() throws Exception {
    Batch batch = awaitStatus(create(upload("{}\n".repeat(50_001))), Batch.Status.FAILED);

    assertThat(batch.errors().get().data().get().get(0).message().get())
        .contains("too many lines", "50000");
  }

  @Test
  void filesAreListedShownAndDeleted() throws Exception {
    FileObject older = upload(lines(0, 1, ""));
    FileObject file = upload(lines(0, 1, ""));

    FileListParams one = FileListParams.builder().limit(1).build();
    assertThat(client.files().list(one).autoPager())
        .extracting(FileObject::id)
        .contains(older.id(), file.id());
    assertThat(client.files().retrieve(file.id()).bytes()).isEqualTo(file.bytes());
    assertThat(file.filename()).isEqualTo("input.jsonl");
    assertThat(client.files().delete(file.id()).deleted()).isTrue();
    assertThat(
            catchThrowableOfType(NotFoundException.class, () -> client.files().retrieve(file.id())))
        .isNotNull();
  }

  @Test
  void whatIsNoBatchIsRefused() throws Exception {
    BadRequestException purpose =
        catchThrowableOfType(BadRequestException.class, () -> upload("x", FilePurpose.FINE_TUNE));
    NotFoundException input =
        catchThrowableOfType(
            NotFoundException.class, () -> client.batches().create(order("file-none").build()));

    assertThat(purpose.param()).hasValue("purpose");
    assertThat(input.code()).hasValue("file_not_found");
  }
}
