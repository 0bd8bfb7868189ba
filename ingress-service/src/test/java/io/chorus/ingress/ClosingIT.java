package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.SecretRef;
import io.chorus.ingress.Caller.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(IngressKit.class)
class ClosingIT {

  @Test
  void whoeverWaitsIsToldAndNothingIsLeftBehind(IngressKit.Parts parts) throws Exception {
    Set<Thread> before = threads();
    IngressServer server = IngressServer.start(parts.config());
    Caller caller = new Caller(server);
    CompletableFuture<Reply> chat =
        caller.postLater("/v1/chat/completions", "{\"prompt\":\"x\",\"custom_id\":\"closing\"}");
    await().until(() -> parts.rows("closing") == 1);

    server.close();

    Reply reply = chat.get(10, TimeUnit.SECONDS);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.error().path("code").asText()).isEqualTo("stopping");
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
    assertThatThrownBy(() -> caller.get("/health")).isInstanceOf(ConnectException.class);
    await().untilAsserted(() -> assertThat(ours(before)).isEmpty());
  }

  @Test
  void aServerThatCanNotStartSaysWhyAndLeavesNothingBehind(
      IngressKit.Parts parts, @TempDir Path dir) throws Exception {
    Set<Thread> before = threads();
    Path blank = Files.writeString(dir.resolve("key"), " \n");
    IngressConfig good = parts.config();
    IngressConfig openDoor = like(good, 0, good.kafka(), new SecretRef("file:" + blank));
    IngressConfig takenPort = like(good, parts.kafka().port(), good.kafka(), good.apiKey());

    assertThatThrownBy(() -> IngressServer.start(openDoor))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'api_key' is blank");
    assertThatThrownBy(() -> IngressServer.start(takenPort))
        .isInstanceOf(IllegalStateException.class);

    await().untilAsserted(() -> assertThat(ours(before)).isEmpty());
  }

  @Test
  void aServerThatKafkaDoesNotLetInSaysSoInOneSentenceWithoutThePassword(
      IngressKit.Parts parts, @TempDir Path dir) throws Exception {
    Path wrong = Files.writeString(dir.resolve("kafka"), "not-the-password");
    IngressConfig good = parts.config();
    IngressConfig stranger = like(good, 0, parts.kafka(wrong.toString()), good.apiKey());
    KafkaConfig nowhere = parts.kafka(dir.resolve("no-such-file").toString());
    IngressConfig forgetful = like(good, 0, nowhere, good.apiKey());

    assertThatThrownBy(() -> IngressServer.start(stranger))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the ingress did not start: Kafka at 127.0.0.1:")
        .hasMessageContaining("does not let 'chorus' in")
        .hasMessageContaining("invalid credentials")
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("not-the-password"));
    assertThatThrownBy(() -> IngressServer.start(forgetful))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-file cannot be read");
  }

  private static String stackTrace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  private static IngressConfig like(
      IngressConfig good, int port, KafkaConfig kafka, SecretRef apiKey) {
    return new IngressConfig(
        good.host(),
        port,
        kafka,
        null,
        good.postgres(),
        apiKey,
        good.catalog(),
        null,
        good.files(),
        null,
        null,
        null,
        null,
        false,
        null,
        null);
  }

  private static Set<Thread> threads() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  /** Threads that are new, but for those of the test's HTTP client and of the JDK. */
  private static Set<String> ours(Set<Thread> before) {
    return threads().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.matches("(HttpClient|awaitility|Cleaner)-.*"))
        .collect(Collectors.toSet());
  }
}
