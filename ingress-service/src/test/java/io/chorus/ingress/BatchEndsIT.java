package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.contracts.Tenants;
import io.chorus.ingress.Caller.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a batch ends, and that every line that was asked is then in one of its files. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class BatchEndsIT {
  private static final String NEVER_A_BATCH = "batch_0123456789abcdef0123456789abcdef";

  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static Caller caller;
  private static Batches batches;

  @BeforeAll
  static void start(IngressKit.Parts started) throws Exception {
    parts = started;
    server = IngressServer.start(parts.config());
    caller = new Caller(server);
    batches = new Batches(caller);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void add(String tenant, String id, String file, long createdMs, long windowMs) {
    new BatchTable(parts.database())
        .add(Batch.begun(tenant, id, file, Map.of(), createdMs, createdMs + windowMs));
  }

  private static List<String> customIds(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("custom_id").asText()).sorted().toList();
  }

  @Test
  void aLineThatIsAskedOnceMoreIsNoOtherLinesEnd() throws Exception {
    String id = batches.create(batches.upload(Batches.lines("SUCCEEDED", "FAILED:overloaded", "")));
    batches.awaitEnded(id, 1, 1);

    Reply rerun = caller.post("/v1/tasks/" + batches.task(id, 1) + "/rerun", "");
    String again = "/v1/tasks/" + rerun.json().path("id").asText();
    await().until(() -> caller.get(again).json().path("status").asText().equals("failed"));
    parts.jobs().end(batches.task(id, 2), "SUCCEEDED", "late");

    JsonNode batch = batches.awaitStatus(id, "completed");
    assertThat(customIds(batches.content(batch, "output_file_id")))
        .containsExactly("line-0", "line-2");
    assertThat(customIds(batches.content(batch, "error_file_id"))).containsExactly("line-1");
  }

  @Test
  void noTaskFromElsewhereComesIntoAFilesBatch() throws Exception {
    Reply refused =
        caller.post("/v1/tasks", "{\"prompt\":\"x\",\"batch\":\"" + NEVER_A_BATCH + "\"}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().path("param").asText()).isEqualTo("batch");
    assertThat(refused.error().path("message").asText()).contains("allowed: ");
  }

  @Test
  void aCancelledBatchWaitsForLinesOfWhichAKilledReplicaToldNobody() throws Exception {
    String id = batches.create(batches.upload(Batches.lines("SUCCEEDED", "", "")));
    batches.awaitEnded(id, 1, 0);

    parts.leaveBatch(id, "status = 'CANCELLING', fed = 0");
    await().until(() -> parts.fed(id) == 3);
    parts.jobs().end(batches.task(id, 1), "SUCCEEDED", "late");
    parts.jobs().end(batches.task(id, 2), "CANCELLED:cancelled", "");

    JsonNode batch = batches.awaitStatus(id, "cancelled");
    assertThat(customIds(batches.content(batch, "output_file_id")))
        .containsExactly("line-0", "line-1");
    assertThat(customIds(batches.content(batch, "error_file_id"))).containsExactly("line-2");
  }

  @Test
  void aBatchThatExpiresTellsWhichLinesWereNeverAsked() throws Exception {
    Caller operator = new Caller(server.adminUrl(), IngressKit.KEY);
    operator.post("/v1/tenants/expiring", "{\"in_flight\":0}");
    String order = "{\"tenant\":\"expiring\",\"name\":\"k\"}";
    String key = operator.post("/v1/keys", order).json().path("key").asText();
    Caller expiring = new Caller(server.baseUrl(), key);
    await().until(() -> expiring.post("/v1/tasks", "{\"prompt\":\"x\"}").status() == 429);
    Batches theirs = new Batches(expiring);
    operator.post("/v1/tenants/expiring", "{\"in_flight\":2}");
    String id = "batch_" + "a".repeat(32);
    add("expiring", id, theirs.upload(Batches.answered(3)), System.currentTimeMillis(), 5_000);

    JsonNode batch = theirs.awaitStatus(id, "expired");
    assertThat(customIds(theirs.content(batch, "output_file_id")))
        .containsExactly("line-0", "line-1");
    JsonNode error = theirs.content(batch, "error_file_id").get(0);
    assertThat(error.path("custom_id").asText()).isEqualTo("line-2");
    assertThat(error.at("/error/code").asText()).isEqualTo("batch_expired");
    assertThat(batch.at("/request_counts/failed").asInt()).isEqualTo(1);
    assertThat(batch.path("expired_at").asLong()).isPositive();
  }

  @Test
  void aBatchWhoseTimeIsOverBeforeItsFirstLineExpires() throws Exception {
    long created = System.currentTimeMillis() - BatchJson.WINDOW_MS - 1;
    String id = "batch_" + "e".repeat(32);
    String file = batches.upload(Batches.answered(2));
    add(Tenants.DEFAULT, id, file, created, BatchJson.WINDOW_MS);

    JsonNode batch = batches.awaitStatus(id, "expired");

    assertThat(batch.path("output_file_id").isNull()).isTrue();
    assertThat(batches.content(batch, "error_file_id"))
        .extracting(line -> line.at("/error/code").asText())
        .containsExactly("batch_expired", "batch_expired");
  }

  @Test
  void aFileIsKeptAsLongAsABatchNeedsIt() throws Exception {
    String file = batches.upload(Batches.lines("") + "no line\n");
    String id = batches.create(file);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> batches.get(id).at("/request_counts/failed").asInt() == 1);

    Reply refused = caller.delete("/v1/files/" + file);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.error().path("code").asText()).isEqualTo("file_in_use");
    parts.jobs().end(batches.task(id, 0), "SUCCEEDED", "late");
    JsonNode batch = batches.awaitStatus(id, "completed");
    assertThat(batches.content(batch, "output_file_id")).hasSize(1);
    assertThat(batches.content(batch, "error_file_id")).hasSize(1);
    assertThat(caller.delete("/v1/files/" + file).status()).isEqualTo(200);
  }

  @Test
  void aBatchWhoseFilesAreAwayWhenItEndsEndsWhenTheyAreThereAgain() throws Exception {
    String id = batches.create(batches.upload(Batches.lines("") + "no line\n"));
    await().until(() -> batches.get(id).at("/request_counts/failed").asInt() == 1);
    Path folder = parts.fileFolder().resolve(Tenants.DEFAULT);
    Path away = folder.resolveSibling("away");

    Files.move(folder, away);
    parts.jobs().end(batches.task(id, 0), "SUCCEEDED", "late");
    batches.awaitStatus(id, "finalizing");
    parts.leaveBatch(id, "problem = NULL");
    await().until(() -> parts.isTaken(id));
    Files.move(away, folder);
    parts.leaveBatch(id, "problem = NULL");

    JsonNode batch = batches.awaitStatus(id, "completed");
    assertThat(batches.content(batch, "output_file_id")).hasSize(1);
    assertThat(batches.content(batch, "error_file_id")).hasSize(1);
  }

  @Test
  void everyTimeOfABatchIsKept() throws Exception {
    String id = batches.create(batches.upload(Batches.answered(1)));

    JsonNode batch = batches.awaitStatus(id, "completed");

    assertThat(batch.path("in_progress_at").asLong())
        .isBetween(batch.path("created_at").asLong(), batch.path("finalizing_at").asLong());
    assertThat(batch.path("finalizing_at").asLong())
        .isBetween(1L, batch.path("completed_at").asLong());
  }

  @Test
  void aBatchThatResumesOneOfAnotherDayHasItsRoots() throws Exception {
    long yesterday =
        LocalDate.now(ZoneOffset.UTC).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli() - 1;
    String old = "batch_" + "d".repeat(32);
    String text = Batches.lines("SUCCEEDED", "FAILED:overloaded");
    String file = batches.upload(text);
    add(Tenants.DEFAULT, old, file, yesterday, BatchJson.WINDOW_MS);
    batches.awaitStatus(old, "completed");

    String plain = batches.create(file);
    String other = batches.upload(text);
    Reply order = batches.order(other, ",\"resume\":\"" + old + "\"");
    String resumed = order.json().path("id").asText();
    batches.awaitStatus(plain, "completed");
    batches.awaitStatus(resumed, "completed");

    assertThat(parts.roots(resumed)).hasSize(2).isEqualTo(parts.roots(old));
    assertThat(parts.roots(plain)).doesNotContainAnyElementsOf(parts.roots(old));
    String again = "batch_" + "0".repeat(32);
    Reply foreign = batches.order(other, ",\"resume\":\"" + again + "\"");
    assertThat(foreign.status()).isEqualTo(404);
    assertThat(foreign.error().path("code").asText()).isEqualTo("batch_not_found");
  }

  @Test
  void aBatchSaysThatItIsPausedAndWhereItWaits() throws Exception {
    String id = batches.create(batches.upload(Batches.lines("SUCCEEDED")));
    String path = "/v1/batches/" + id;
    JsonNode before = batches.get(id);

    caller.post(path + "/pause", "");
    caller.post(path + "/move", "{\"lane\":\"priority\"}");
    JsonNode held = batches.get(id);
    JsonNode listed = caller.get("/v1/batches?limit=1").json().at("/data/0");
    caller.post(path + "/resume", "");
    caller.post(path + "/move", "{\"lane\":null}");
    JsonNode after = batches.get(id);

    assertThat(before.path("paused").asBoolean(true)).isFalse();
    assertThat(held.path("paused").asBoolean()).isTrue();
    assertThat(held.path("lane").asText()).isEqualTo("priority");
    assertThat(listed.path("id").asText()).isEqualTo(id);
    assertThat(listed.path("paused").asBoolean()).isTrue();
    assertThat(after.path("paused").asBoolean(true)).isFalse();
    assertThat(after.path("lane").isNull()).isTrue();
    batches.awaitStatus(id, "completed");
  }

  @Test
  void aBatchThatGoesOnIsNotResumed() throws Exception {
    String file = batches.upload(Batches.lines(""));
    String open = batches.create(file);

    Reply refused = batches.order(file, ",\"resume\":\"" + open + "\"");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.error().path("code").asText()).isEqualTo("batch_is_open");
    await().until(() -> parts.fed(open) == 1);
    parts.jobs().end(batches.task(open, 0), "SUCCEEDED", "late");
    batches.awaitStatus(open, "completed");
  }
}
