package io.chorus.standalone.dead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterStore;
import io.chorus.connector.postgres.LetterView;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.postgres.Redrive;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Letters;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Policy;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real Kafka and a real PostgreSQL, without jobs. */
@Timeout(300)
class RedriverIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final AtomicLong OFFSETS = new AtomicLong();
  private static final String GONE = "{\"prompt\":\"Why?\",\"model\":\"gone/model\"}";

  @TempDir static Path servers;
  private static LocalPostgres postgres;
  private static LocalKafka kafka;
  private static Database database;
  private static EngineCatalog catalog;

  private final Instant now = Instant.now();
  private LetterDesk desk;
  private LetterStore letters;
  private Redriver redriver;

  @BeforeAll
  static void start() throws IOException {
    postgres = LocalPostgres.start(servers.resolve("postgres"));
    kafka = LocalKafka.start(servers.resolve("kafka"));
    kafka.createTopics(Map.of(Topics.TASKS, 1, Topics.BULK, 1));
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
  void open() {
    desk = new LetterDesk(database);
    letters = new LetterStore(database);
    redriver = new Redriver(database, KafkaConfig.open(kafka.bootstrapServers()));
  }

  @AfterEach
  void close() {
    redriver.close();
    letters.close();
  }

  @Test
  void anUnansweredTaskBecomesANewOneOfItsLineWithAsMuchTimeAsAtFirst() throws Exception {
    Task first = task("{\"prompt\":\"Why?\",\"deadline_seconds\":60}");
    Letter letter = unanswered(first);

    Outlook outlook = look(letter, now, null);
    redriver.redrive(List.of(outlook));

    Task redriven = sent(outlook.task().taskId()).get(0);
    assertThat(redriven)
        .isEqualTo(
            first.again(
                redriven.taskId(),
                first.rootId(),
                now.toEpochMilli(),
                now.plusSeconds(60).toEpochMilli()));
    assertThat(redriven.taskId()).isNotEqualTo(first.taskId());
    assertThat(topicOf(redriven)).isEqualTo(Topics.TASKS);
    assertThat(view(letter).state()).isEqualTo(LetterView.OPEN);
    assertThat(look(letter, now, null).left()).contains(redriven.taskId(), "already, open");
  }

  @Test
  void aCommandThatWasCutOffBeforeItSentSendsTheSameTaskTheNextTime() throws Exception {
    Letter letter = unanswered(task("{\"prompt\":\"Why?\"}"));
    Task noted = look(letter, now, HOUR).task();
    Redrive redrive = new Redrive(noted.taskId(), noted.acceptedAtMs(), noted.deadlineMs());
    desk.redrive(Map.of(view(letter), redrive));

    Outlook later = look(letter, now.plusSeconds(1_800), Duration.ofDays(1));
    redriver.redrive(List.of(later));

    assertThat(later.task()).isEqualTo(noted);
    assertThat(sent(noted.taskId())).containsExactly(noted);
    assertThat(view(letter).redrives()).containsExactly(redrive);
  }

  @Test
  void whatWasNotedDownAndNeverSeenIsAnotherTaskOnceItsTimeIsOver() throws Exception {
    Letter letter = unanswered(task("{\"prompt\":\"Why?\"}"));
    Task noted = look(letter, now, HOUR).task();
    desk.redrive(
        Map.of(
            view(letter), new Redrive(noted.taskId(), noted.acceptedAtMs(), noted.deadlineMs())));

    Outlook later = look(letter, now.plus(HOUR).plusSeconds(1), HOUR);
    redriver.redrive(List.of(later));

    assertThat(later.task().taskId()).isNotEqualTo(noted.taskId());
    assertThat(view(letter).redrives()).hasSize(2);
  }

  @Test
  void ofTwoCommandsThatLookedAtOnceOneSends() throws Exception {
    Letter letter = unanswered(task("{\"prompt\":\"Why?\"}"));
    Outlook one = look(letter, now, HOUR);
    Outlook other = look(letter, now.plusSeconds(1), HOUR);

    List<Outlook> first = redriver.redrive(List.of(one));
    List<Outlook> second = redriver.redrive(List.of(other));

    assertThat(first.get(0).isTask()).isTrue();
    assertThat(second.get(0).left()).contains("somebody else");
    assertThat(sent(one.task().taskId())).hasSize(1);
  }

  @Test
  void onlyAfterACancelMayALetterBecomeAnotherTask() throws Exception {
    Letter letter = unanswered(task("{\"prompt\":\"Why?\"}"));
    Task expired = redriveAndEnd(letter, FinalState.EXPIRED);
    assertThat(look(letter, now, HOUR).left())
        .contains(expired.taskId(), "already, expired, which has a letter of its own");

    Letter other = unanswered(task("{\"prompt\":\"How?\"}"));
    Task cancelled = redriveAndEnd(other, FinalState.CANCELLED);

    assertThat(look(other, now, HOUR).task().taskId()).isNotEqualTo(cancelled.taskId());
  }

  @Test
  void aRejectedRecordIsJudgedByTheEnginesThereAreNow() throws Exception {
    Letter letter = rejected(GONE);
    EngineCatalog grown =
        EngineCatalog.parse(
            catalog.toYaml().replace("openai:", "gone:").replace("gpt-4o-mini", "model"));

    Outlook still = look(letter, now, null);
    Outlook by = prospector(grown, now).look(desk.find(List.of(letter.letterId())), null).get(0);

    assertThat(still.left()).startsWith("is still no task: 'model'");
    assertThat(by.task().rootId()).isEqualTo(by.task().taskId());
    assertThat(by.expected().calls()).isEqualTo(1);
    redriver.redrive(List.of(still, by));
    assertThat(sent(by.task().taskId())).containsExactly(by.task());
  }

  @Test
  void aTaskThatNoEngineServesAnyMoreStaysALetter() throws Exception {
    EngineCatalog other = EngineCatalog.parse(catalog.toYaml().replace("gpt-4o-mini", "another"));
    Letter letter = unanswered(task("{\"prompt\":\"Why?\",\"model\":\"openai/gpt-4o-mini\"}"));

    Outlook outlook =
        prospector(other, now).look(desk.find(List.of(letter.letterId())), null).get(0);

    assertThat(outlook.left()).contains("openai/gpt-4o-mini", "no engine serves");
  }

  @Test
  void whatIsCutOrPoisonStaysALetter() {
    Letter cut = rejected("[" + " ".repeat(Letters.MAX_KEPT) + "]");
    Letter poison =
        Letters.poison(
            "calls.dead", UUID.randomUUID().toString(), "bad", 1, List.of(), new byte[1]);
    letters.keep(poison).join();

    assertThat(look(cut, now, HOUR).left()).contains("too large");
    assertThat(look(poison, now, HOUR).left()).isEqualTo("holds no task");
  }

  private Task redriveAndEnd(Letter letter, FinalState state) throws IOException {
    Outlook outlook = look(letter, now, HOUR);
    redriver.redrive(List.of(outlook));
    try (FinalStore finals = new FinalStore(database)) {
      finals.commit(Tenants.DEFAULT, outlook.task().taskId(), state, new byte[] {1}).join();
    }
    return outlook.task();
  }

  private Outlook look(Letter letter, Instant at, Duration deadline) {
    return prospector(catalog, at).look(desk.find(List.of(letter.letterId())), deadline).get(0);
  }

  private Prospector prospector(EngineCatalog engines, Instant at) {
    return new Prospector(desk, engines, Policy.DEFAULT, Clock.fixed(at, ZoneOffset.UTC));
  }

  private LetterView view(Letter letter) {
    return desk.find(letter.letterId()).orElseThrow().view();
  }

  private Task task(String body) {
    Task task = records().read(raw(body)).task();
    try (TaskStore tasks = new TaskStore(database)) {
      tasks.admit(task, "stream", null).join();
    }
    return task;
  }

  private static String topicOf(Task task) {
    try (TaskStore tasks = new TaskStore(database)) {
      return tasks.find(task.tenant(), task.taskId()).orElseThrow().place().topic();
    }
  }

  private Letter unanswered(Task task) {
    Letter letter = Letters.undeliverable(task, expired(task));
    letters.keep(letter).join();
    return letter;
  }

  private Letter rejected(String body) {
    Letter letter = records().read(raw(body)).letter();
    letters.keep(letter).join();
    return letter;
  }

  private static RawRecords records() {
    return new RawRecords(new TaskValidator(catalog));
  }

  private RawRecord raw(String body) {
    return new RawRecord(
        Topics.raw(Tenants.DEFAULT),
        0,
        OFFSETS.incrementAndGet(),
        now.toEpochMilli(),
        Map.of("ce_id", UUID.randomUUID().toString()),
        body.getBytes(UTF_8));
  }

  private Result expired(Task task) {
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        null,
        task.lane(),
        FinalState.EXPIRED,
        null,
        null,
        null,
        0,
        List.of(),
        1,
        1,
        0,
        Map.of(),
        Usage.NONE,
        0,
        task.acceptedAtMs(),
        now.toEpochMilli(),
        "deadline_exceeded",
        "no answer before the deadline",
        Map.of(),
        null,
        Payload.of(""));
  }

  private static List<Task> sent(String taskId) throws Exception {
    List<Task> sent = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition only = new TopicPartition(Topics.TASKS, 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      long end = consumer.endOffsets(List.of(only)).get(only);
      while (consumer.position(only) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (record.key().equals(taskId)) {
            sent.add(Json.read(record.value(), Task.class));
          }
        }
      }
    }
    return sent;
  }
}
