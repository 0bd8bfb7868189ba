package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.jobs.JobsConfig;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real Kafka and a real PostgreSQL; the jobs are a thread that answers. */
@Timeout(300)
class BatchRunIT {
  @TempDir static Path servers;
  private static LocalPostgres postgres;
  private static LocalKafka kafka;
  private static JobsConfig config;

  @TempDir Path dir;
  private Path file;
  private Path out;
  private Path journal;
  private Runs runs;

  @BeforeAll
  static void start() throws IOException {
    postgres = LocalPostgres.start(servers.resolve("postgres"));
    kafka = LocalKafka.start(servers.resolve("kafka"));
    kafka.createTopics(Map.of(Topics.raw(Tenants.DEFAULT), 2, Topics.results(Tenants.DEFAULT), 2));
    SecretRef password =
        new SecretRef(
            "file:" + Files.writeString(servers.resolve("password"), postgres.password()));
    config =
        new JobsConfig(
            KafkaConfig.open(kafka.bootstrapServers()),
            new PostgresConfig(postgres.jdbcUrl(), postgres.user(), password),
            new JobsConfig.RabbitMq("127.0.0.1", 1, "/", "nobody", password),
            new RedisConfig("127.0.0.1", 1, password),
            EngineCatalog.load(Path.of("../flink-conf/engines.yaml")),
            Policy.DEFAULT,
            URI.create("file:///none"),
            1,
            1_000);
    try (Database database = Database.open(config.postgres())) {
      database.migrate();
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
    postgres.close();
  }

  @BeforeEach
  void begin() {
    file = dir.resolve("tasks.jsonl");
    out = dir.resolve("out.jsonl");
    journal = dir.resolve("journal.jsonl");
    runs = new Runs(dir.resolve("runs"));
  }

  @Test
  void everyLineEndsInOneOfTheTwoFilesOnce() throws Exception {
    Files.write(
        file, List.of(line("a"), "[]", line("b"), line("c"), line("a"), "x".repeat(12_000_000)));
    Run run = runs.begin(file, null, out, Instant.now());
    String ask = run.taskId("a") + "/1/0/" + run.taskId("a") + "/1";
    Files.writeString(journal, "{\"ask\":\"" + ask + "\"}\n{\"ask\":null}\n");

    Summary summary;
    try (Answerer jobs = new Answerer(config)) {
      jobs.answer("a", FinalState.SUCCEEDED);
      jobs.answer("b", FinalState.SUCCEEDED);
      jobs.answer("c", FinalState.EXPIRED);
      summary = execute(run, false, new Counted());
    }

    assertThat(customIds(out)).containsExactlyInAnyOrder("a", "b");
    assertThat(customIds(errors())).containsExactlyInAnyOrder("null", "a", "null", "c");
    assertThat(summary.tasks()).isEqualTo(3);
    assertThat(summary.linesRejected()).isEqualTo(3);
    assertThat(summary.callsBilled()).isEqualTo(1);
    assertThat(summary.finals())
        .containsEntry(FinalState.SUCCEEDED, 2L)
        .containsEntry(FinalState.EXPIRED, 1L);
    assertThat(runs.unfinished()).isEmpty();
  }

  @Test
  void aRunThatWasCutOffGoesOnWithTheSameTasks() throws Exception {
    List<String> names = IntStream.range(0, 200).mapToObj(i -> "line-" + i).toList();
    Files.write(file, names.stream().map(BatchRunIT::line).toList());
    Run run = runs.begin(file, null, out, Instant.now());
    Counted progress = new Counted();

    try (Answerer jobs = new Answerer(config)) {
      names.subList(0, 50).forEach(name -> jobs.answer(name, FinalState.SUCCEEDED));
      assertThat(execute(run, false, progress)).isNull();
      assertThat(out).doesNotExist();

      names.forEach(name -> jobs.answer(name, FinalState.SUCCEEDED));
      Run again = runs.begin(file, null, out, Instant.now().plusSeconds(1));
      Summary summary = execute(again, true, new Counted());

      assertThat(again).isEqualTo(run);
      assertThat(summary.tasks()).isEqualTo(200);
      assertThat(jobs.distinctTasks()).isEqualTo(200);
    }
    assertThat(customIds(out)).containsExactlyInAnyOrderElementsOf(names);
    assertThat(errors()).isEmptyFile();
  }

  /** Cut off where exactly fifty tasks ended, which no complete run of these tests has. */
  private Summary execute(Run run, boolean resumed, Counted progress) throws IOException {
    return new BatchRun(config, journal, runs, run, resumed, progress)
        .execute(() -> progress.finished.get() == 50 && !resumed, () -> 1);
  }

  private Path errors() {
    return out.resolveSibling("out.jsonl.errors.jsonl");
  }

  private static List<String> customIds(Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      ids.add(Json.readOwn(line, JsonNode.class).path("custom_id").asText());
    }
    return ids;
  }

  private static String line(String customId) {
    return "{\"custom_id\":\""
        + customId
        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"prompt\":\"Hi\"}}";
  }

  private static final class Counted implements BatchRun.Progress {
    private final AtomicLong finished = new AtomicLong();

    @Override
    public void submitted(long tasks) {}

    @Override
    public void finished(long tasks) {
      finished.set(tasks);
    }
  }
}
