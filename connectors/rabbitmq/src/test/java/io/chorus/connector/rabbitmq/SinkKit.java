package io.chorus.connector.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the sink's tests a {@link Broker}: one real RabbitMQ that all of them share. */
final class SinkKit implements ParameterResolver {

  static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");
  static final Duration SOON = Duration.ofSeconds(30);

  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Broker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SinkKit.class))
        .getOrComputeIfAbsent(Broker.class, type -> Broker.start(), Broker.class);
  }

  /** Messages with ids 0 to count - 1 for a queue, of a few bytes each. */
  static List<OutgoingMessage> messages(String queue, int count) {
    return ids(count).stream().map(id -> message(queue, id, "body of " + id)).toList();
  }

  static OutgoingMessage message(String queue, String id, String body) {
    return OutgoingMessage.of("", queue, id, body.getBytes(UTF_8));
  }

  static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  static String newName() {
    return "sink-" + NAMES.getAndIncrement();
  }

  /** The server, and a plain client of it. */
  static final class Broker implements AutoCloseable {

    final LocalRabbitMq server;
    private final Path dir;
    private Connection plain;

    private Broker(Path dir) {
      this.dir = dir;
      this.server = LocalRabbitMq.start(dir);
    }

    private static Broker start() {
      try {
        return new Broker(Files.createTempDirectory("rabbitmq-sink-it"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    RabbitMQConnectionConfig.Builder connection() {
      String password = server.password();
      return RabbitMQConnectionConfig.builder()
          .setHost("127.0.0.1")
          .setPort(server.port())
          .setVirtualHost("chorus")
          .setUsername(server.user())
          .setPassword(() -> password);
    }

    /** A sink of ready messages. */
    RabbitMQSinkBuilder<OutgoingMessage> sink() {
      return RabbitMQSink.<OutgoingMessage>builder()
          .setConnection(connection().build())
          .setSerializationSchema(message -> message)
          .setFlushTimeout(SOON);
    }

    /** A new durable queue. */
    String queue(Map<String, Object> arguments) throws IOException {
      String name = newName();
      try (Plain client = plain()) {
        client.channel.queueDeclare(name, true, false, false, arguments);
      }
      return name;
    }

    /** Takes everything that is in a queue now. */
    List<GetResponse> drain(String queue) throws IOException {
      List<GetResponse> taken = new ArrayList<>();
      try (Plain client = plain()) {
        for (GetResponse next; (next = client.channel.basicGet(queue, true)) != null; ) {
          taken.add(next);
        }
      }
      return taken;
    }

    List<String> drainIds(String queue) throws IOException {
      return drain(queue).stream().map(each -> each.getProps().getMessageId()).toList();
    }

    int count(String queue) throws IOException {
      try (Plain client = plain()) {
        AMQP.Queue.DeclareOk declared = client.channel.queueDeclarePassive(queue);
        return declared.getMessageCount();
      }
    }

    /** Without it, a broker killed within half a second forgets its new quorum queues. */
    void syncNamesOfQueues() {
      server.ctl("eval", "[dets:sync(Table) || Table <- dets:all()].");
    }

    Plain plain() throws IOException {
      try {
        if (plain == null || !plain.isOpen()) {
          ConnectionFactory factory = new ConnectionFactory();
          factory.setUri(server.uri());
          factory.setAutomaticRecoveryEnabled(false);
          plain = factory.newConnection("plain client of the tests");
        }
        return new Plain(plain.createChannel());
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      if (plain != null) {
        plain.abort();
      }
      server.close();
      FileUtils.deleteDirectoryQuietly(dir.toFile());
    }
  }

  /** A channel of the plain client. */
  record Plain(Channel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.abort();
    }
  }
}
