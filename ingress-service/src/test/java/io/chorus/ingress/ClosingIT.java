package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.SecretRef;
import io.chorus.ingress.Caller.Reply;
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
    IngressConfig openDoor =
        new IngressConfig(
            good.host(),
            0,
            good.kafkaBootstrap(),
            null,
            good.postgres(),
            new SecretRef("file:" + blank),
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
    IngressConfig takenPort =
        new IngressConfig(
            good.host(),
            parts.kafka().port(),
            good.kafkaBootstrap(),
            null,
            good.postgres(),
            good.apiKey(),
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

    assertThatThrownBy(() -> IngressServer.start(openDoor))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'api_key' is blank");
    assertThatThrownBy(() -> IngressServer.start(takenPort))
        .isInstanceOf(IllegalStateException.class);

    await().untilAsserted(() -> assertThat(ours(before)).isEmpty());
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
