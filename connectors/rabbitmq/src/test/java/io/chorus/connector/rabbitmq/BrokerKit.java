package io.chorus.connector.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.chorus.servers.LocalRabbitMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A real broker, the same for all test classes, and a plain client of it. A message's id is its
 * body, or the end of it.
 */
final class BrokerKit implements BeforeAllCallback {

  private static final long CONFIRM_MS = 60_000;
  private static final int PERSISTENT = 2;
  private static final int MAX_ID = 64;

  /** A single node of RabbitMQ 3.10 may leave a quorum queue without leader for ever. */
  private static final String ELECT =
      "[ra:trigger_election(amqqueue:get_pid(Q))"
          + " || Q <- rabbit_amqqueue:list(), amqqueue:is_quorum(Q)].";

  /** Quorum queues tell what they hold once in this time, in ms. */
  private static final String OFTEN = "application:set_env(rabbit, quorum_tick_interval, 200),";

  private Shared shared;

  @Override
  public void beforeAll(ExtensionContext context) {
    shared =
        context
            .getRoot()
            .getStore(Namespace.create(BrokerKit.class))
            .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }

  LocalRabbitMq server() {
    return shared.server;
  }

  /** Starts the killed server again, with its data. */
  void restart() {
    server().restart();
    server().ctl("eval", OFTEN + ELECT);
  }

  /** A new quorum queue. */
  String queue() throws Exception {
    String name = "q-" + UUID.randomUUID();
    declare(name);
    return name;
  }

  void declare(String queue) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
    }
  }

  void delete(String queue) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.queueDelete(queue);
    }
  }

  /** Messages by the name of the queue and their numbers, from 0. */
  static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
  }

  /** Publishes and returns when all is confirmed. */
  void publish(String queue, List<String> ids) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (String id : ids) {
        channel.basicPublish("", queue, properties(id), id.getBytes(UTF_8));
      }
      channel.waitForConfirmsOrDie(CONFIRM_MS);
    }
  }

  private static AMQP.BasicProperties properties(String id) {
    String last = id.substring(Math.max(0, id.length() - MAX_ID));
    return new AMQP.BasicProperties.Builder().messageId(last).deliveryMode(PERSISTENT).build();
  }

  /** How many messages are with no consumer. */
  long ready(String queue) throws Exception {
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      return channel.messageCount(queue);
    }
  }

  /** Waits until so many messages are with no consumer, takes them out and returns their ids. */
  List<String> drain(String queue, int count) throws Exception {
    soon().until(() -> ready(queue) == count);
    List<String> ids = new ArrayList<>();
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      for (GetResponse got; (got = channel.basicGet(queue, true)) != null; ) {
        ids.add(new String(got.getBody(), UTF_8));
      }
    }
    return ids;
  }

  /** What the broker says it holds for acks, a few seconds ago. */
  long unacked(String queue) {
    String rows =
        server().ctl("list_queues", "--quiet", "-p", "chorus", "name", "messages_unacknowledged");
    return rows.lines()
        .filter(row -> row.startsWith(queue + "\t"))
        .mapToLong(row -> Long.parseLong(row.substring(row.indexOf('\t') + 1).strip()))
        .sum();
  }

  RabbitMQConnectionConfig.Builder connection() {
    String password = server().password();
    return RabbitMQConnectionConfig.builder()
        .setHost("127.0.0.1")
        .setPort(server().port())
        .setVirtualHost("chorus")
        .setUsername(server().user())
        .setPassword(() -> password);
  }

  /** A source of the queues, first by their order and then by equal weights. */
  RabbitMQSourceBuilder<String> source(String... queues) {
    return RabbitMQSource.<String>builder()
        .setConnection(connection().build())
        .setQueues(List.of(queues).stream().map(QueueSpec::of).toList())
        .setDeserializationSchema(RabbitMQDeserializationSchema.bodyOnly(new SimpleStringSchema()));
  }

  Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(server().uri());
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection();
  }

  private record Shared(LocalRabbitMq server) implements AutoCloseable {

    private static Shared start() {
      try {
        Path dir = Files.createTempDirectory("rabbitmq-it");
        LocalRabbitMq server = LocalRabbitMq.start(dir);
        server.ctl("eval", OFTEN + "ok.");
        return new Shared(server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
