package io.chorus.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real Kafka and a real PostgreSQL, emptied before each test. */
@Timeout(300)
class VerifierIT {
  private static final String RESULTS = Topics.results(Tenants.DEFAULT);
  private static final List<String> TOPICS =
      List.of(Topics.TASKS, Topics.raw(Tenants.DEFAULT), RESULTS);

  @TempDir static Path servers;
  private static LocalPostgres postgres;
  private static LocalKafka kafka;
  private static Database database;
  private static EngineCatalog catalog;

  @TempDir Path dir;
  private SmallWorld world;
  private Verifier verifier;

  @BeforeAll
  static void start() throws IOException {
    postgres = LocalPostgres.start(servers.resolve("postgres"));
    kafka = LocalKafka.start(servers.resolve("kafka"));
    kafka.createTopics(Map.of(TOPICS.get(0), 2, TOPICS.get(1), 1, TOPICS.get(2), 2));
    catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
    Path password = Files.writeString(servers.resolve("password"), postgres.password());
    database =
        Database.open(
            new PostgresConfig(
                postgres.jdbcUrl(), postgres.user(), new SecretRef("file:" + password)));
    database.migrate();
  }

  @AfterAll
  static void stop() {
    database.close();
    kafka.close();
    postgres.close();
  }

  @BeforeEach
  void begin() throws Exception {
    empty();
    Path journal = dir.resolve("journal.jsonl");
    world = new SmallWorld(database, kafka.bootstrapServers(), catalog, journal);
    verifier = new Verifier(database, KafkaConfig.open(kafka.bootstrapServers()), catalog, journal);
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anEmptySystemHolds() throws Exception {
    VerifyReport report = verifier.verify(true);

    assertThat(report.holds()).isTrue();
    assertThat(report.checks())
        .extracting(VerifyReport.Check::id)
        .containsExactly("I1", "I3", "I5", "I9");
  }

  @Test
  void everyCallTaskAndResultIsCounted() throws Exception {
    for (int i = 0; i < 20; i++) {
      finished();
    }
    world.bill((String) null);
    world.bill("someone's own");

    VerifyReport report = verifier.verify(true);

    assertThat(report.text())
        .contains(
            "I1  every accepted task has one final state    holds   20 accepted · 20 final · 0"
                + " open");
    assertThat(report.text()).contains("ratio 1.0000 ·").contains("$0 billed twice ·");
    assertThat(report.holds()).as(report.text()).isTrue();
    assertThat(figures(report, "I1"))
        .isEqualTo(Map.of("accepted", 20L, "final", 20L, "open", 0L, "overdue", 0L, "missing", 0L));
    assertThat(figures(report, "I3"))
        .containsEntry("billed_calls", 20L)
        .containsEntry("asks", 20L)
        .containsEntry("ambiguous", 0L)
        .containsEntry("not_ours", 2L);
    assertThat(figures(report, "I3").get("ratio")).hasToString("1.0000");
    assertThat(figures(report, "I5"))
        .isEqualTo(Map.of("results", 40L, "tasks", 20L, "differing", 0L));
  }

  @Test
  void dataThatWentWhereItsClassDoesNotAllowItIsFound() throws Exception {
    String task = finished();
    EngineCatalog internalOnly = EngineCatalog.parse(catalog.toYaml().replace("public", "private"));

    VerifyReport report =
        new Verifier(
                database,
                KafkaConfig.open(kafka.bootstrapServers()),
                internalOnly,
                dir.resolve("journal.jsonl"))
            .verify(true);

    assertBroken(report, "I9", task, "data of class public went to openai");
    assertThat(figures(report, "I9")).isEqualTo(Map.of("calls", 1L, "misdirected", 1L));
    assertThat(verifier.verify(true).holds()).isTrue();
  }

  @Test
  void theReportIsJsonThatProgramsRead() throws Exception {
    finished();
    world.repeatLastJournalLine();

    JsonNode json = Json.tree(Json.write(verifier.verify(true)));

    assertThat(json.path("holds").booleanValue()).isFalse();
    assertThat(json.path("checks")).hasSize(4);
    JsonNode paidOnce = json.path("checks").path(1);
    assertThat(paidOnce.path("id").asText()).isEqualTo("I3");
    assertThat(paidOnce.path("holds").booleanValue()).isFalse();
    assertThat(paidOnce.path("figures").path("billed_calls").longValue()).isEqualTo(2);
    assertThat(paidOnce.path("broken").path(0).asText()).contains("billed 2 times");
  }

  @Test
  void aDeletedFinalStateBreaksIt() throws Exception {
    String task = finished();
    finished();

    sql("DELETE FROM finals WHERE task_id = '" + task + "'");

    VerifyReport report = verifier.verify(false);
    assertBroken(report, "I1", task, "a result was published, but no final state is stored");
    assertThat(figures(report, "I1")).containsEntry("missing", 1L);
  }

  @Test
  void aDoubledJournalLineBreaksItAndItsCostIsTold() throws Exception {
    finished();
    String task = finished();

    world.repeatLastJournalLine();

    VerifyReport report = verifier.verify(false);
    assertBroken(report, "I3", task + "/1", "was billed 2 times and taken over 0 times");
    assertThat(report.text()).contains("all but the first cost $0.15");
    assertThat(figures(report, "I3").get("billed_twice_usd")).hasToString("0.15");
    assertThat(figures(report, "I3").get("ratio")).hasToString("1.5000");
  }

  @Test
  void aPublishedResultWithOtherBytesBreaksIt() throws Exception {
    String task = finished();

    world.publishResult(task, "{}".getBytes(StandardCharsets.UTF_8));

    assertBroken(verifier.verify(false), "I5", task, "published with different contents");
  }

  @Test
  void aStoredFinalStateWithOtherBytesBreaksIt() throws Exception {
    String task = finished();

    sql("UPDATE finals SET result = 'x' WHERE task_id = '" + task + "'");

    assertBroken(verifier.verify(false), "I5", task, "what was published is not what is stored");
  }

  @Test
  void aBilledCallWithoutAClaimBreaksIt() throws Exception {
    String task = finished();

    world.bill(task + "/1/0/" + task + "/2");

    assertBroken(verifier.verify(false), "I3", task + "/2", "was billed without a claim");
  }

  @Test
  void anAnswerThatTheJournalDoesNotKnowBreaksIt() throws Exception {
    String task = world.accept();
    world.answer(world.claim(task, 1));
    world.end(task);

    assertBroken(verifier.verify(false), "I3", task, "has an answer that was never billed");
  }

  @Test
  void anAnswerOfTheCacheIsInNoJournal() throws Exception {
    String task = world.accept();
    world.answerFromCache(world.claim(task, 1));
    world.end(task);

    VerifyReport report = verifier.verify(true);

    assertThat(report.holds()).as(report.text()).isTrue();
    assertThat(figures(report, "I3")).containsEntry("billed_asks", 0L);
  }

  @Test
  void anOpenTaskBreaksItOnlyWhenNothingIsAtWork() throws Exception {
    String task = world.accept();
    world.bill(world.claim(task, 1));

    VerifyReport live = verifier.verify(false);

    assertThat(live.holds()).as(live.text()).isTrue();
    assertThat(figures(live, "I1")).containsEntry("open", 1L);
    assertThat(figures(live, "I3")).containsEntry("ambiguous", 1L);
    assertBroken(verifier.verify(true), "I1", task, "is open");
  }

  @Test
  void aTaskPastItsDeadlineHasAGraceAndThenBreaksIt() throws Exception {
    long now = System.currentTimeMillis();
    world.accept(now - 1_000);
    assertThat(verifier.verify(false).holds()).isTrue();

    String task = world.accept(now - 61_000);

    VerifyReport report = verifier.verify(false);
    assertBroken(report, "I1", task, "its deadline is over");
    assertThat(figures(report, "I1")).containsEntry("overdue", 1L).containsEntry("open", 1L);
  }

  @Test
  void aFinalStateThatNobodyAskedForBreaksIt() throws Exception {
    String task = TaskIds.fresh(Instant.now());
    world.commit(task);
    sql("UPDATE finals SET finished_at = finished_at - interval '1 minute'");

    assertBroken(verifier.verify(false), "I1", task, "was never accepted");
  }

  @Test
  void aValidRecordOfAProducerIsAcceptedBeforeAnyRowIsThere() throws Exception {
    String task = world.produce("{\"prompt\":\"Hello\"}");
    String none = world.produce("{\"prompt\":7}");

    VerifyReport report = verifier.verify(true);

    assertThat(none).isNull();
    assertBroken(report, "I1", task, "is open");
    assertThat(figures(report, "I1")).containsEntry("accepted", 1L);
  }

  @Test
  void aRedrivenTaskHasAnEndOfItsOwnAndNeedsNoCallThatItsLineHasPaidFor() throws Exception {
    String first = world.accept();
    world.ask(first, 1);
    world.end(first);
    String redriven = world.redrive(first);

    VerifyReport open = verifier.verify(true);
    world.end(redriven);
    VerifyReport ended = verifier.verify(true);

    assertBroken(open, "I1", redriven, "is open");
    assertThat(ended.holds()).as(ended.text()).isTrue();
    assertThat(figures(ended, "I1")).containsEntry("accepted", 2L).containsEntry("final", 2L);
    assertThat(figures(ended, "I3")).containsEntry("billed_calls", 1L).containsEntry("asks", 1L);
  }

  @Test
  void aDeletedRowDoesNotHideATaskOfTheIngress() throws Exception {
    String task = world.accept();
    sql("DELETE FROM tasks");

    assertBroken(verifier.verify(true), "I1", task, "is open");
  }

  @Test
  void garbageInOurTopicsIsCountedAndNoTask() throws Exception {
    world.publish(Topics.TASKS, null, "{".getBytes(StandardCharsets.UTF_8));
    world.publish(Topics.TASKS, "x", "{}".getBytes(StandardCharsets.UTF_8));
    world.publish(Topics.TASKS, "x", null);
    world.publish(RESULTS, "x", new byte[0]);

    VerifyReport report = verifier.verify(true);

    assertThat(report.holds()).as(report.text()).isTrue();
    assertThat(figures(report, "I1")).containsEntry("unreadable", 4L).containsEntry("accepted", 0L);
  }

  @Test
  void anAskTakenOverFromTheDeadMayBeBilledOnceMore() throws Exception {
    String task = world.accept();
    world.bill(world.claimAndDie(task, 1));
    Call again = world.claim(task, 1);
    world.bill(again);
    world.answer(again);
    world.end(task);

    VerifyReport report = verifier.verify(true);

    assertThat(report.holds()).as(report.text()).isTrue();
    assertThat(figures(report, "I3"))
        .containsEntry("ambiguous", 1L)
        .containsEntry("billed_twice", 1L);
    assertThat(report.checks().get(1).noted()).singleElement().asString().contains("$0.15");

    world.bill(again);
    assertBroken(verifier.verify(true), "I3", task, "billed 3 times and taken over 1 times");
  }

  @Test
  void whatFailedIsAskedAgainUnderTheNextNumber() throws Exception {
    String task = world.accept();
    world.fail(world.claim(task, 1), FailureClass.RATE_LIMITED);
    Call late = world.claim(task, 2);
    world.bill(late);
    world.fail(late, FailureClass.TIMEOUT);
    world.release(world.claim(task, 3));
    world.fail(world.claim(task, 4), FailureClass.TRANSIENT);
    world.fail(world.claim(task, 5), FailureClass.CUT_OFF);
    world.ask(task, 6);
    world.end(task);

    VerifyReport report = verifier.verify(true);

    assertThat(report.holds()).as(report.text()).isTrue();
    assertThat(figures(report, "I3"))
        .containsEntry("asks", 5L)
        .containsEntry("billed_calls", 2L)
        .containsEntry("billed_asks", 2L)
        .containsEntry("ambiguous", 2L);
  }

  private String finished() {
    String task = world.accept();
    world.ask(task, 1);
    world.end(task);
    return task;
  }

  private static void assertBroken(VerifyReport report, String id, String... reason) {
    assertThat(report.holds()).isFalse();
    assertThat(report.checks())
        .filteredOn(check -> !check.holds())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.id()).isEqualTo(id);
              assertThat(check.broken()).singleElement().asString().contains(reason);
            });
  }

  private static Map<String, Number> figures(VerifyReport report, String id) {
    return report.checks().stream()
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElseThrow()
        .figures();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  private static void empty() throws Exception {
    sql("TRUNCATE tasks, finals, claims, records");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      admin
          .describeTopics(TOPICS)
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          partition ->
                              all.put(
                                  new TopicPartition(topic, partition.partition()),
                                  RecordsToDelete.beforeOffset(-1))));
      admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
    }
  }
}
