package io.chorus.jobs;

import static org.awaitility.Awaitility.await;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.emulator.EmulatorOptions;
import io.chorus.emulator.EngineEmulator;
import io.chorus.emulator.RunningEmulator;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.servers.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.awaitility.core.ConditionFactory;

/** Real Kafka, RabbitMQ and PostgreSQL, emulated engines, and a Flink cluster without jobs. */
record World(
    Path dir,
    LocalKafka kafka,
    LocalPostgres postgres,
    LocalRabbitMq rabbitmq,
    LocalRedis redis,
    RunningEmulator emulator,
    JobsConfig config,
    Database database,
    Cluster cluster,
    Topic topics,
    LaneQueues lanes)
    implements AutoCloseable {

  static final String PASSWORD = "kafka-knows-it";

  private static final String USER = "chorus";
  private static final int PARTITIONS = 2;
  private static final int PARALLELISM = 1;
  private static final long WINDOW_MS = 10_000;
  private static final String JOURNAL = "journal.jsonl";

  static World start() {
    try {
      return start(Files.createTempDirectory("chorus-jobs-it"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static World start(Path dir) throws Exception {
    LocalPostgres postgres = LocalPostgres.start(dir.resolve("postgres"));
    LocalKafka kafka = LocalKafka.startGuarded(dir.resolve("kafka"));
    kafka.guard().addKeeper(USER, PASSWORD);
    LocalRabbitMq rabbitmq = LocalRabbitMq.start(dir.resolve("rabbitmq"));
    LocalRedis redis = LocalRedis.start(dir.resolve("redis"));
    RunningEmulator emulator =
        EngineEmulator.start(EmulatorOptions.journalTo(dir.resolve(JOURNAL)));
    JobsConfig config =
        new JobsConfig(
            guarded(kafka, secret(dir, "kafka", PASSWORD)),
            new PostgresConfig(
                postgres.jdbcUrl(), postgres.user(), secret(dir, "postgres", postgres.password())),
            new JobsConfig.RabbitMq(
                "127.0.0.1",
                rabbitmq.port(),
                "chorus",
                rabbitmq.user(),
                secret(dir, "rabbitmq", rabbitmq.password())),
            new RedisConfig("127.0.0.1", redis.port(), secret(dir, "redis", redis.password())),
            catalog(emulator, secret(dir, "engine", "no-key")),
            Policy.DEFAULT,
            dir.resolve("checkpoints").toUri(),
            PARALLELISM,
            WINDOW_MS);
    kafka.createTopics(
        Stream.of(
                Topics.TASKS,
                Topics.BULK,
                Topics.raw(Tenants.DEFAULT),
                Topics.ANSWERS,
                Topics.EVENTS,
                Topics.results(Tenants.DEFAULT),
                Topics.DEAD_LETTERS,
                Topics.CONTROL,
                Topics.GUIDANCE,
                Topics.QUEUES,
                Topics.INQUIRIES,
                Topics.WHEREABOUTS)
            .collect(Collectors.toMap(topic -> topic, topic -> PARTITIONS)));
    Lanes.declare(config);
    Database database = Database.open(config.postgres());
    database.migrate();
    return new World(
        dir,
        kafka,
        postgres,
        rabbitmq,
        redis,
        emulator,
        config,
        database,
        Cluster.start(dir, config),
        new Topic(kafka.bootstrapServers()),
        LaneQueues.connect(rabbitmq.uri()));
  }

  /** As the jobs come to a Kafka where tenants log in. */
  static KafkaConfig guarded(LocalKafka kafka, SecretRef password) {
    return new KafkaConfig(
        kafka.guard().bootstrapServers(),
        SecurityProtocol.SASL_PLAINTEXT,
        new KafkaConfig.Sasl(null, USER, password),
        null);
  }

  static SecretRef secret(Path dir, String name, String text) throws IOException {
    return new SecretRef("file:" + Files.writeString(dir.resolve(name + ".secret"), text));
  }

  /** Three engines, one of each protocol, as cheap to count with as possible. */
  private static EngineCatalog catalog(RunningEmulator emulator, SecretRef key) {
    StringBuilder yaml = new StringBuilder("engines:\n");
    Map.of("openai", "openai", "claude", "anthropic", "gemini", "gemini")
        .forEach(
            (engine, protocol) ->
                yaml.append(
                    """
                      %s:
                        protocol: %s
                        base_url: %s
                        region: here
                        data_classes: [internal]
                        permits: 8
                        timeout_ms: 5000
                        account: {id: main, key: "%s"}
                        models:
                          small:
                            prices:
                              - {from: "2025-01-01", input_usd_per_million: 1, output_usd_per_million: 2}
                    """
                        .formatted(engine, protocol, emulator.baseUrl(engine), key.reference())));
    return EngineCatalog.parse(yaml.toString());
  }

  /** Long enough for a busy machine; what holds sooner is seen sooner. */
  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  Path journal() {
    return dir.resolve(JOURNAL);
  }

  Rows rows() {
    return new Rows(database);
  }

  @Override
  public void close() throws IOException {
    cluster.close();
    lanes.close();
    topics.close();
    database.close();
    emulator.close();
    redis.close();
    rabbitmq.close();
    kafka.close();
    postgres.close();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
