package io.chorus.connector.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What nobody can wait out ends the sink long before its deadlines. */
@Timeout(20)
@ExtendWith(SinkKit.class)
class RabbitMQSinkRefusalsIT {

  private static final String AWAY = "can't be reached, for";

  private final SinkKit.Broker broker;

  RabbitMQSinkRefusalsIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void aWrongPasswordEndsTheSinkAtOnce() {
    assertFails(
        broker.connection().setPassword(() -> "wrong"), "refuses the user name or the password");
  }

  @Test
  void aMissingVirtualHostEndsTheSinkAtOnce() {
    assertFails(broker.connection().setVirtualHost("nowhere"), "vhost nowhere not found");
  }

  @Test
  void aServerThatIsNotRabbitMqEndsTheSinkAtOnce() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      new NamedThreads("test-web").newThread(() -> refuseInHttp(web)).start();

      assertFails(broker.connection().setPort(web.getLocalPort()), "does not speak AMQP 0-9-1");
    }
  }

  @Test
  void aUserWhoMayNotWriteEndsTheSinkAtOnce() {
    broker.server.ctl("add_user", "reader", "secret");
    broker.server.ctl("set_permissions", "-p", "chorus", "reader", "", "", ".*");

    assertFails(
        broker.connection().setUsername("reader").setPassword(() -> "secret"),
        "refuses to publish: ACCESS_REFUSED");
  }

  @Test
  void aServerThatStaysAwayEndsTheSinkAtItsDeadline() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }

    assertFails(broker.connection().setPort(nobody), AWAY);
  }

  private void assertFails(RabbitMQConnectionConfig.Builder connection, String because) {
    Duration deadline = because.equals(AWAY) ? Duration.ofMillis(500) : Duration.ofMinutes(2);
    assertThatThrownBy(
            () -> {
              try (SinkRun run =
                  new SinkRun(
                      broker
                          .sink()
                          .setConnection(connection.build())
                          .setReconnectDeadline(deadline))) {
                run.write(OutgoingMessage.of("amq.direct", "key", "id", new byte[1])).flush();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(because)
        .satisfies(e -> assertThat(isPermanent(e)).isEqualTo(!because.equals(AWAY)));
  }

  /** As Flink decides whether to restart a job. */
  private static boolean isPermanent(Throwable failure) {
    return ThrowableClassifier.findThrowableOfThrowableType(
            failure, ThrowableType.NonRecoverableError)
        .isPresent();
  }

  private static void refuseInHttp(ServerSocket web) {
    try {
      while (true) {
        try (Socket client = web.accept()) {
          client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
          client.getInputStream().readAllBytes();
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }
}
