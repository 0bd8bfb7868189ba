package io.chorus.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * One Kafka broker that is its own controller (KRaft), in a JVM of its own with this JVM's class
 * path. Topics are only made by {@link #createTopics}; records are at most 4 MiB.
 */
public final class LocalKafka extends LocalServer {
  private static final int MAX_RECORD_BYTES = 4 * 1024 * 1024;
  private static final int INTERNAL_PARTITIONS = 4;
  private static final int ANSWER_LIMIT_SECONDS = 10;
  private static final int CREATE_LIMIT_SECONDS = 60;

  private final int controllerPort;
  private final KafkaGuard guard;

  private LocalKafka(Path dir, boolean guarded) {
    super("Kafka", dir);
    controllerPort = FreePorts.remembered(dir.resolve("controller-port"));
    guard =
        guarded
            ? new KafkaGuard(bootstrapServers(), FreePorts.remembered(dir.resolve("guarded-port")))
            : null;
  }

  /**
   * Starts a broker on the folder, which is formatted when it is new, and returns when it answers.
   *
   * @throws IllegalStateException with the end of the log when it does not start
   */
  public static LocalKafka start(Path dir) {
    return start(dir, false);
  }

  /** The same with {@link #guard() another listener}, where people log in. */
  public static LocalKafka startGuarded(Path dir) {
    return start(dir, true);
  }

  private static LocalKafka start(Path dir, boolean guarded) {
    LocalKafka kafka = new LocalKafka(DataDirs.create(dir), guarded);
    kafka.bringUp();
    return kafka;
  }

  /** The listener where people log in; null where the broker was started without. */
  public KafkaGuard guard() {
    return guard;
  }

  /** What clients call {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  /** Makes the topics that don't exist yet; existing ones stay as they are. */
  public void createTopics(Map<String, Integer> partitionsByTopic) {
    create(
        partitionsByTopic.entrySet().stream()
            .map(e -> new NewTopic(e.getKey(), e.getValue(), (short) 1))
            .toList());
  }

  /** The same for a topic that keeps the last record of each key, for ever. */
  public void createCompactedTopic(String topic, int partitions) {
    Map<String, String> compacted = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
    create(List.of(new NewTopic(topic, partitions, (short) 1).configs(compacted)));
  }

  private void create(List<NewTopic> topics) {
    try (Admin admin = admin(CREATE_LIMIT_SECONDS)) {
      for (Map.Entry<String, KafkaFuture<Void>> topic :
          admin.createTopics(topics).values().entrySet()) {
        awaitCreated(topic.getKey(), topic.getValue());
      }
    }
  }

  private static void awaitCreated(String topic, KafkaFuture<Void> created) {
    try {
      created.get(CREATE_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("topic " + topic + " could not be created", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topic " + topic, e);
    }
  }

  @Override
  ChildProcess launch() throws IOException {
    Path properties = writeProperties("server.properties", data());
    if (!Files.exists(data())) {
      format();
    }
    Path log4j = dir().resolve("log4j2.properties");
    Files.writeString(log4j, LOG4J);
    // Kafka's own choice of collector: a simpler one stops the broker for half a second at times.
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms256m",
            "-Xmx512m",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dlog4j2.configurationFile=" + log4j.toUri(),
            "kafka.Kafka",
            properties.toString());
    Map<String, String> env = Map.of("CLASSPATH", System.getProperty("java.class.path"));
    return ChildProcess.start(
        new ChildProcess.Spec("Kafka", command, env, dir(), logFile(), lockFile(), "TERM"));
  }

  @Override
  boolean answers() throws IOException {
    try (Admin admin = admin(ANSWER_LIMIT_SECONDS)) {
      return !admin.describeCluster().nodes().get(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private Path data() {
    return dir().resolve("data");
  }

  /** A kill halfway leaves a folder that the next start formats anew. */
  private void format() throws IOException {
    Path fresh = DataDirs.createEmpty(dir().resolve("data.new"));
    Path properties = writeProperties("format.properties", fresh);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    String[] args = {
      "format", "--config", properties.toString(), "--cluster-id", Uuid.randomUuid().toString()
    };
    try (PrintStream out = new PrintStream(output, true, UTF_8)) {
      if (StorageTool.execute(args, out) != 0) {
        throw new IOException("Kafka's folder could not be formatted: " + output);
      }
    }
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path writeProperties(String file, Path data) throws IOException {
    Path path = dir().resolve(file);
    Properties properties = new Properties();
    properties.putAll(settings(data));
    try (var writer = Files.newBufferedWriter(path)) {
      properties.store(writer, null);
    }
    return path;
  }

  private Map<String, String> settings(Path data) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + port() + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port());
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", data.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("message.max.bytes", Integer.toString(MAX_RECORD_BYTES));
    settings.put("replica.fetch.max.bytes", Integer.toString(MAX_RECORD_BYTES));
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", Integer.toString(INTERNAL_PARTITIONS));
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // After a kill the controller takes the broker back only once its old session is over.
    settings.put("broker.session.timeout.ms", "4000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    if (guard != null) {
      guard.addTo(settings);
    }
    return settings;
  }

  private Admin admin(int limitSeconds) {
    String limitMs = Long.toString(TimeUnit.SECONDS.toMillis(limitSeconds));
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, limitMs,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limitMs));
  }

  private static final String LOG4J =
      """
      status = error
      appender.out.type = Console
      appender.out.name = out
      appender.out.layout.type = PatternLayout
      appender.out.layout.pattern = %d{ISO8601} %-5p %c{1} %m%n
      rootLogger.level = warn
      rootLogger.appenderRef.out.ref = out
      """;
}
