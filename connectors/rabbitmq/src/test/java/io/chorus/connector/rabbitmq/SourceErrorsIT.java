package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One clear error each, and no restart, where Flink restarts for ever. */
@Timeout(120)
class SourceErrorsIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobKit.cluster();

  private static final long PATIENCE_S = 60;
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final String job = UUID.randomUUID().toString();
  private String queue;

  @BeforeEach
  void aQueue() throws Exception {
    queue = BROKER.queue();
  }

  @Test
  void wrongCredentials() throws Exception {
    RabbitMQConnectionConfig wrong = BROKER.connection().setPassword(() -> "wr0ng").build();

    assertThat(failure(BROKER.source(queue).setConnection(wrong)))
        .endsWith("refuses the user name or the password")
        .doesNotContain("wr0ng");
  }

  @Test
  void noSuchVirtualHost() throws Exception {
    RabbitMQConnectionConfig wrong = BROKER.connection().setVirtualHost("nowhere").build();

    assertThat(failure(BROKER.source(queue).setConnection(wrong)))
        .endsWith("answers: NOT_ALLOWED - vhost nowhere not found");
  }

  @Test
  void aQueueThatMayNotBeRead() throws Exception {
    BROKER.server().ctl("add_user", "writer", "secret");
    BROKER.server().ctl("set_permissions", "-p", "chorus", "writer", "", ".*", "");
    RabbitMQConnectionConfig wrong =
        BROKER.connection().setUsername("writer").setPassword(() -> "secret").build();

    assertThat(failure(BROKER.source(queue).setConnection(wrong)))
        .contains("answers: ACCESS_REFUSED - ", queue)
        .doesNotContain("secret");
  }

  @Test
  void aQueueThatDoesNotExist() throws Exception {
    assertThat(failure(BROKER.source("nothing")))
        .endsWith("answers: NOT_FOUND - no queue 'nothing' in vhost 'chorus', for PT2S");
  }

  @Test
  void aQueueThatIsDeletedWhileItIsConsumed() throws Exception {
    BROKER.publish(queue, ids("m", 10));
    JobClient running = start(BROKER.source(queue));
    soon().until(() -> Remembered.watch(job).ids.size() == 10);

    BROKER.delete(queue);

    assertThat(failure(running))
        .endsWith("answers: NOT_FOUND - no queue '" + queue + "' in vhost 'chorus', for PT2S");
  }

  @Test
  void aQueueThatIsDeclaredLateIsNoErrorAndHoldsNoOtherUp() throws Exception {
    String late = "late-" + job;
    BROKER.publish(queue, ids("m", 10));

    try (TestReader reader = TestReader.start(BROKER.source(late, queue))) {
      assertThat(reader.take(10)).isEqualTo(ids("m", 10));

      BROKER.declare(late);
      BROKER.publish(late, ids("late", 10));

      assertThat(reader.take(10)).isEqualTo(ids("late", 10));
    }
  }

  @Test
  void aServerThatSpeaksHttp() throws Exception {
    try (Stranger stranger = new Stranger("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(failure(sourceAt(stranger))).endsWith("does not speak AMQP 0-9-1, or wants TLS");
    }
  }

  @Test
  void aServerThatHangsUp() throws Exception {
    try (Stranger stranger = new Stranger("")) {
      assertThat(failure(sourceAt(stranger))).endsWith("hangs up on AMQP 0-9-1, for PT2S");
    }
  }

  private RabbitMQSourceBuilder<String> sourceAt(Stranger stranger) {
    return BROKER
        .source(queue)
        .setConnection(BROKER.connection().setPort(stranger.socket.getLocalPort()).build());
  }

  private String failure(RabbitMQSourceBuilder<String> source) throws Exception {
    return failure(start(source));
  }

  private JobClient start(RabbitMQSourceBuilder<String> source) throws Exception {
    return JobKit.run(JobKit.restarting(), source.setReconnectDeadline(DEADLINE).build(), 1, job);
  }

  private String failure(JobClient running) {
    Throwable failure =
        catchThrowable(() -> running.getJobExecutionResult().get(PATIENCE_S, TimeUnit.SECONDS));

    assertThat(Remembered.watch(job).starts).hasValue(1);
    return Throwables.getRootCause(failure).getMessage();
  }

  /** A server that gives one answer to everybody and hangs up. */
  private static final class Stranger implements AutoCloseable {

    private static final int AMQP_HEADER = 8;

    private final ServerSocket socket;

    private Stranger(String answer) throws IOException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> serve(answer));
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(String answer) {
      while (!socket.isClosed()) {
        serveOne(answer);
      }
    }

    private void serveOne(String answer) {
      try (Socket client = socket.accept()) {
        client.getInputStream().readNBytes(AMQP_HEADER);
        client.getOutputStream().write(answer.getBytes(UTF_8));
      } catch (IOException e) {
        assertThat(e).isNotInstanceOf(InterruptedIOException.class);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
