package io.chorus.standalone;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PolicyStore;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.ingress.IngressConfig;
import io.chorus.ingress.IngressServer;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.watch.WatchConfig;
import io.chorus.jobs.AnalyticsJob;
import io.chorus.jobs.EngineJob;
import io.chorus.jobs.JobsConfig;
import io.chorus.jobs.Lanes;
import io.chorus.jobs.TaskJob;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.servers.LocalRedis;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.flink.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole system on one machine: what it starts is on 127.0.0.1, keeps its data in one folder,
 * and ends with it. Started again on the same folder, it goes on where it was.
 */
final class Standalone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
  private static final int PARTITIONS = 4;
  private static final int PARALLELISM = 1;
  private static final int JOBS = 3;
  private static final long WINDOW_MS = 10_000;

  private final DataFolder data;
  private LocalKafka kafka;
  private LocalPostgres postgres;
  private LocalRabbitMq rabbitmq;
  private LocalRedis redis;
  private EmulatorProcess emulator;
  private FlinkCluster flink;
  private IngressServer ingress;
  private JobsConfig config;

  private Standalone(DataFolder data) {
    this.data = data;
  }

  /**
   * What can be chosen.
   *
   * @param catalog the engines as declared; all are put in the emulator's place
   * @param policy how tasks are asked, until a newer version is told
   * @param replay recorded answers for the emulator, or null
   * @param emulatorSettings latencies and faults for the emulator, or null
   * @param jobsElsewhere true where somebody else runs the jobs
   * @param watch a folder that takes batch files of the default tenant, made where it is missing,
   *     or null
   */
  record Options(
      EngineCatalog catalog,
      Policy policy,
      Path replay,
      Path emulatorSettings,
      boolean jobsElsewhere,
      Path watch) {

    Options(EngineCatalog catalog, Policy policy, Path replay, Path emulatorSettings) {
      this(catalog, policy, replay, emulatorSettings, false, null);
    }

    Options withoutJobs() {
      return new Options(catalog, policy, replay, emulatorSettings, true, watch);
    }

    Options watching(Path folder) {
      return new Options(catalog, policy, replay, emulatorSettings, jobsElsewhere, folder);
    }
  }

  static Standalone start(DataFolder data, Options options, StartProgress progress)
      throws Exception {
    Standalone system = new Standalone(data);
    try {
      system.bringUp(options, progress);
      return system;
    } catch (Exception e) {
      system.close();
      throw e;
    }
  }

  private void bringUp(Options options, StartProgress progress) throws Exception {
    await(
        progress.step("PostgreSQL", () -> postgres = LocalPostgres.start(data.folder("postgres"))),
        progress.step("Kafka", () -> kafka = LocalKafka.start(data.folder("kafka"))),
        progress.step("RabbitMQ", () -> rabbitmq = LocalRabbitMq.start(data.folder("rabbitmq"))),
        progress.step("Redis", () -> redis = LocalRedis.start(data.folder("redis"))),
        progress.step("engine emulator", () -> emulator = emulator(options)),
        progress.step("Flink", () -> flink = flink(options)));
    config = jobsConfig(emulator.inPlaceOf(options.catalog()), options.policy());
    await(
        progress.step("topics", this::createTopics),
        progress.step("queues", () -> Lanes.declare(config)),
        progress.step("tables", () -> migrate(config.postgres(), config.policy())));
    await(
        progress.step("jobs", () -> submit(options)),
        progress.step(
            "ingress", () -> ingress = IngressServer.start(ingressConfig(options.watch()))));
    progress.ready();
  }

  private static void await(CompletableFuture<?>... steps) {
    CompletableFuture.allOf(steps).join();
  }

  private EmulatorProcess emulator(Options options) throws Exception {
    return EmulatorProcess.start(data, options.replay(), options.emulatorSettings());
  }

  private void createTopics() {
    kafka.createTopics(topics());
    kafka.createCompactedTopic(Topics.CONTROL, PARTITIONS);
    kafka.createCompactedTopic(Topics.KEYS, 1);
    kafka.createCompactedTopic(Topics.QUEUES, 1);
    kafka.createCompactedTopic(Topics.GUIDANCE, 1);
  }

  private static Map<String, Integer> topics() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    for (String topic :
        List.of(
            Topics.TASKS,
            Topics.BULK,
            Topics.raw(Tenants.DEFAULT),
            Topics.ANSWERS,
            Topics.EVENTS,
            Topics.results(Tenants.DEFAULT),
            Topics.DEAD_LETTERS)) {
      topics.put(topic, PARTITIONS);
    }
    topics.put(Topics.INQUIRIES, 1);
    topics.put(Topics.WHEREABOUTS, 1);
    return topics;
  }

  /** Decisions name the version of the policy: two policies must never share one. */
  private static void migrate(PostgresConfig postgres, Policy policy) {
    try (Database database = Database.open(postgres)) {
      database.migrate();
      PolicyStore policies = new PolicyStore(database);
      boolean known = policies.add(policy.version(), policy.toYaml());
      if (!known && policies.newest() == policy.version()) {
        throw new UsageException(
            "the policy has changed and its version is still "
                + policy.version()
                + "; allowed: a higher one");
      }
    }
  }

  private FlinkCluster flink(Options options) throws Exception {
    int slots = options.jobsElsewhere() ? 1 : JOBS * PARALLELISM;
    return FlinkCluster.start(data.folder("flink"), slots);
  }

  private void submit(Options options) throws Exception {
    if (options.jobsElsewhere()) {
      return;
    }
    flink.submit(TaskJob.NAME, config, TaskJob::build);
    flink.submit(EngineJob.NAME, config, EngineJob::build);
    flink.submit(AnalyticsJob.NAME, config, AnalyticsJob::build);
    flink.awaitRunning();
  }

  private JobsConfig jobsConfig(EngineCatalog catalog, Policy policy) throws Exception {
    Path password = data.writePrivate(data.of("rabbitmq-password"), rabbitmq.password());
    return new JobsConfig(
        KafkaConfig.open(kafka.bootstrapServers()),
        postgresConfig(data, postgres),
        new JobsConfig.RabbitMq(
            "127.0.0.1", rabbitmq.port(), "chorus", rabbitmq.user(), SecretRefs.file(password)),
        redisConfig(),
        catalog,
        policy,
        flink.checkpoints(),
        PARALLELISM,
        WINDOW_MS);
  }

  private RedisConfig redisConfig() {
    SecretRef password = SecretRefs.file(data.of("redis").resolve("password"));
    return new RedisConfig("127.0.0.1", redis.port(), password);
  }

  static PostgresConfig postgresConfig(DataFolder data, LocalPostgres postgres) {
    SecretRef password = SecretRefs.file(data.of("postgres").resolve("password"));
    return new PostgresConfig(postgres.jdbcUrl(), postgres.user(), password);
  }

  private IngressConfig ingressConfig(Path watch) throws Exception {
    return new IngressConfig(
        "127.0.0.1",
        0,
        config.kafka(),
        null,
        config.postgres(),
        SecretRefs.file(data.apiKey()),
        config.catalog(),
        null,
        FileLocation.of(data.folder("files")),
        null,
        watch == null ? List.of() : List.of(watched(watch)),
        redisConfig(),
        null,
        true,
        null,
        null);
  }

  private static WatchConfig watched(Path folder) throws IOException {
    return new WatchConfig(
        "folder", Tenants.DEFAULT, FileLocation.of(Files.createDirectories(folder)), null);
  }

  SystemInfo info() throws IOException {
    return new SystemInfo(
        ingress.baseUrl().toString(),
        SecretRefs.file(data.apiKey()).resolve(),
        ingress.baseUrl().resolve("/").toString(),
        ingress.adminUrl().toString(),
        flink.webUi().toString(),
        kafka.bootstrapServers(),
        postgres.url(),
        rabbitmq.uri(),
        redis.uri(),
        data.journal().toAbsolutePath().toString());
  }

  DataFolder data() {
    return data;
  }

  JobsConfig config() {
    return config;
  }

  FlinkCluster flink() {
    return flink;
  }

  /** Makes the topics of a tenant: the jobs find them within ten seconds. */
  void addTenant(String tenant) {
    kafka.createTopics(Map.of(Topics.raw(tenant), PARTITIONS, Topics.results(tenant), PARTITIONS));
  }

  EmulatorProcess emulator() {
    return emulator;
  }

  BenchTarget benched() {
    return new Benched(this);
  }

  /** The CPU time of the parts so far, by their names. */
  Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("chorus (jobs, ingress)", ProcessTree.cpuSeconds(ProcessHandle.current().pid()));
    seconds.put("Kafka", ProcessTree.cpuSecondsOfTree(kafka.pid()));
    seconds.put("PostgreSQL", ProcessTree.cpuSecondsOfTree(postgres.pid()));
    seconds.put("RabbitMQ", ProcessTree.cpuSecondsOfTree(rabbitmq.pid()));
    seconds.put("Redis", ProcessTree.cpuSecondsOfTree(redis.pid()));
    seconds.put("engine emulator", ProcessTree.cpuSecondsOfTree(emulator.pid()));
    return seconds;
  }

  /**
   * Ends everything: first whom people speak to, then the jobs, then the servers they use. Calls
   * that have been sent are awaited, which takes as long as the slowest engine may take.
   */
  @Override
  public void close() {
    closeQuietly(ingress);
    closeQuietly(flink);
    if (config != null) {
      SentCalls.awaitRecords(config.catalog());
    }
    await(
        Stream.of(emulator, rabbitmq, redis, kafka, postgres)
            .filter(Objects::nonNull)
            .map(part -> CompletableFuture.runAsync(() -> closeQuietly(part)))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** One part that doesn't end well must not keep the others. */
  private static void closeQuietly(AutoCloseable part) {
    if (part == null) {
      return;
    }
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not end well", part.getClass().getSimpleName(), e);
    }
  }
}
