package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SinkKit.class)
class RabbitMQTlsIT {

  private final SinkKit.Broker broker;
  @TempDir static Path dir;
  private int tlsPort;

  RabbitMQTlsIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  /** A certificate for localhost, not for 127.0.0.1, that has signed itself. */
  @BeforeAll
  void listenWithTls() throws Exception {
    Path certificate = dir.resolve("broker.pem");
    Path key = dir.resolve("broker.key");
    run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString()));
    try (ServerSocket free = new ServerSocket(0)) {
      tlsPort = free.getLocalPort();
    }
    broker.server.ctl(
        "eval",
        """
        {ok, _} = application:ensure_all_started(ssl),
        {ok, Certificate} = file:read_file("%s"),
        {ok, Key} = file:read_file("%s"),
        [{_, Der, _}] = public_key:pem_decode(Certificate),
        [{Type, KeyDer, _}] = public_key:pem_decode(Key),
        rabbit_networking:start_ssl_listener(
          {"127.0.0.1", %d}, [{cert, Der}, {key, {Type, KeyDer}}], 1).
        """
            .formatted(certificate, key, tlsPort));
  }

  @Test
  void aCertificateOfThePemFileIsTrusted() throws Exception {
    assertPublishes(RabbitMQTls.pemFile(dir.resolve("broker.pem").toString()));
  }

  @Test
  void aCertificateOfTheTrustStoreIsTrusted() throws Exception {
    Path file = dir.resolve("trust.p12");
    KeyStore store = RabbitMQTls.pemFile(dir.resolve("broker.pem").toString()).trusted();
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "opensesame".toCharArray());
    }

    assertPublishes(RabbitMQTls.trustStore(file.toString(), () -> "opensesame"));
  }

  @Test
  void aCertificateThatNobodyTrustsEndsTheSinkAtOnce() {
    assertRefused(
        tls("localhost", tlsPort, RabbitMQTls.systemTrust()), "is not trusted: PKIX path");
  }

  @Test
  void aCertificateForAnotherHostEndsTheSinkAtOnce() {
    RabbitMQTls trust = RabbitMQTls.pemFile(dir.resolve("broker.pem").toString());

    assertRefused(tls("127.0.0.1", tlsPort, trust), "is not trusted: No subject alternative names");
  }

  @Test
  void aPlainPortEndsTheSinkAtOnce() {
    assertRefused(
        tls("localhost", broker.server.port(), RabbitMQTls.systemTrust()), "does not speak TLS");
  }

  private void assertPublishes(RabbitMQTls trust) throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun run = new SinkRun(tls("localhost", tlsPort, trust))) {
      run.write(message(queue, "sealed", "x")).flush();
    }
    assertThat(broker.drainIds(queue)).containsExactly("sealed");
  }

  private static void assertRefused(RabbitMQSinkBuilder<OutgoingMessage> sink, String because) {
    assertThatThrownBy(
            () -> {
              try (SinkRun run = new SinkRun(sink)) {
                run.write(message("queue", "id", "x")).flush();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(because);
  }

  private RabbitMQSinkBuilder<OutgoingMessage> tls(String host, int port, RabbitMQTls trust) {
    return broker
        .sink()
        .setConnection(broker.connection().setHost(host).setPort(port).setTls(trust).build());
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).describedAs(command.get(0)).isZero();
  }
}
