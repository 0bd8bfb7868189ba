package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineClientsTest {
  private static final long LONG_MS = 20_000;
  private static final long SHORT_MS = 400;

  @TempDir private Path directory;
  private final EngineClients clients = new EngineClients(40);
  private SecretRef key;

  @BeforeEach
  void writeKey() throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "sk-secret-1\n");
    key = new SecretRef("file:" + file);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void anAnswerComesBackWithItsUsageAndTimes() {
    long before = System.currentTimeMillis();
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.answers(200, ScriptedEngine.ANSWER))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.answered()).isTrue();
      assertThat(reply.answer()).isEqualTo(new ChatAnswer("Four.", "stop"));
      assertThat(reply.model()).isEqualTo("model-1-0613");
      assertThat(reply.usage()).isEqualTo(new Usage(6, 2));
      assertThat(reply.detail()).isNull();
      assertThat(reply.sentAtMs()).isBetween(before, reply.receivedAtMs());
      assertThat(engine.asked()).hasSize(1);
      ScriptedEngine.Asked asked = engine.asked().get(0);
      assertThat(asked.path()).isEqualTo("/v1/chat/completions");
      assertThat(asked.askId()).isEqualTo("root/1/0/task/1");
      assertThat(asked.authorization()).isEqualTo("Bearer sk-secret-1");
      assertThat(asked.body()).doesNotContain("\"stream\"");
    }
  }

  @Test
  void aLimitIsToldWithItsWait() {
    String body =
        "{\"error\":{\"message\":\"m\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}";
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.answers(429, body, "Retry-After", "3"))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.RATE_LIMITED);
      assertThat(reply.retryAfterMs()).isEqualTo(3_000);
      assertThat(reply.model()).isEqualTo("model-1");
      assertThat(reply.usage()).isEqualTo(Usage.NONE);
    }
  }

  @Test
  void aServerErrorIsNotAskedAgainHere() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.answers(500, "oops"))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.TRANSIENT);
      assertThat(reply.detail()).isEqualTo("HTTP 500");
      assertThat(engine.asked()).hasSize(1);
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.answers(307, "", "Location", "/elsewhere"))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.GARBLED);
      assertThat(engine.asked()).hasSize(1);
    }
  }

  @Test
  void anEngineThatHangsTimesOut() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      EngineReply reply = ask(engine, SHORT_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(reply.sentAtMs()).isPositive();
      assertThat(reply.receivedAtMs() - reply.sentAtMs()).isBetween(SHORT_MS / 2, 5_000L);
    }
  }

  @Test
  void theEnginesOwnLimitCountsWhereItIsShorter() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      EngineSpec spec = withTimeout(engine.spec(key), SHORT_MS);

      EngineReply reply = clients.ask(spec, "model-1", Given.plainRequest(), "a", LONG_MS).join();

      assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
    }
  }

  @Test
  void endlessBlankLinesDoNotDefeatTheDeadline() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.repeats("\n", false))) {
      EngineReply reply = ask(engine, SHORT_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
    }
  }

  @Test
  void blankLinesBeforeAnAnswerAreNotPartOfIt() {
    try (ScriptedEngine engine =
        new ScriptedEngine(
            ScriptedEngine.answers(200, "\n".repeat(9_000) + ScriptedEngine.ANSWER))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.answered()).isTrue();
    }
  }

  @Test
  void anOversizedBodyIsGarbled() {
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.repeats("x".repeat(1 << 16), true))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.GARBLED);
      assertThat(reply.detail()).contains("more than 8388608 bytes");
    }
  }

  @Test
  void anAnswerThatIsCutOffIsGarbledSinceItIsBilled() {
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.cutsOff(200, "{\"choices\":["))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.GARBLED);
      assertThat(reply.detail()).contains("cut off");
    }
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerIsAmbiguous() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.cutsOff(200, "\n\n"))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.CUT_OFF);
      assertThat(reply.sentAtMs()).isPositive();
    }
  }

  @Test
  void anErrorThatIsCutOffStillHasItsClassAndWait() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.cutsOff(429, "{\"err"))) {
      EngineReply reply = ask(engine, LONG_MS);

      assertThat(reply.failure()).isEqualTo(FailureClass.RATE_LIMITED);
      assertThat(reply.retryAfterMs()).isEqualTo(9_000);
    }
  }

  @Test
  void aRefusedConnectionIsTransientAndNothingWasSent() throws IOException {
    EngineReply reply =
        clients.ask(specOf(freePort()), "model-1", Given.plainRequest(), "a", LONG_MS).join();

    assertThat(reply.failure()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(reply.sentAtMs()).isZero();
    assertThat(reply.detail()).contains("refused");
  }

  @Test
  void withoutAKeyNothingIsSent() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      EngineSpec spec = engine.spec(new SecretRef("file:" + directory.resolve("none")));

      EngineReply reply = clients.ask(spec, "model-1", Given.plainRequest(), "a", LONG_MS).join();

      assertThat(reply.failure()).isEqualTo(FailureClass.AUTH);
      assertThat(reply.sentAtMs()).isZero();
      assertThat(engine.asked()).isEmpty();
    }
  }

  @Test
  void aKeyThatNoHeaderCanHoldIsNeitherSentNorShown() throws IOException {
    Path file = Files.writeString(directory.resolve("broken"), "sk-one\nsk-two");
    EngineSpec spec = specOf(freePort(), new SecretRef("file:" + file));

    EngineReply reply = clients.ask(spec, "model-1", Given.plainRequest(), "a", LONG_MS).join();

    assertThat(reply.failure()).isEqualTo(FailureClass.AUTH);
    assertThat(reply.detail()).doesNotContain("sk-");
  }

  @Test
  void withoutTimeLeftNothingIsSent() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      EngineReply reply = ask(engine, 0);

      assertThat(reply.failure()).isEqualTo(FailureClass.TRANSIENT);
      assertThat(engine.asked()).isEmpty();
    }
  }

  @Test
  void cancellingFreesTheConnection() {
    try (EngineClients few = new EngineClients(1);
        ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      for (int i = 1; i <= 40; i++) {
        int asks = i;
        CompletableFuture<EngineReply> reply =
            few.ask(engine.spec(key), "model-1", Given.plainRequest(), "a", LONG_MS);
        await().until(() -> engine.asked().size() == asks);

        assertThat(reply.cancel(true)).isTrue();
      }
    }
  }

  @Test
  void manyAsksAtOnceAreAllAnswered() {
    try (ScriptedEngine engine =
        new ScriptedEngine(ScriptedEngine.answers(200, ScriptedEngine.ANSWER))) {
      List<CompletableFuture<EngineReply>> replies = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        replies.add(
            clients.ask(engine.spec(key), "model-1", Given.plainRequest(), "a" + i, LONG_MS));
      }

      assertThat(replies).allMatch(reply -> reply.join().answered());
      assertThat(engine.asked()).extracting(ScriptedEngine.Asked::askId).doesNotHaveDuplicates();
    }
  }

  @Test
  void closingCompletesWhatIsOpen() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.hangs())) {
      CompletableFuture<EngineReply> open =
          clients.ask(engine.spec(key), "model-1", Given.plainRequest(), "a", LONG_MS);
      await().until(() -> !engine.asked().isEmpty());

      clients.close();

      assertThat(open).succeedsWithin(5, TimeUnit.SECONDS);
      assertThat(open.join().failure()).isEqualTo(FailureClass.CUT_OFF);
      assertThat(ask(engine, LONG_MS).failure()).isEqualTo(FailureClass.TRANSIENT);
    }
  }

  @Test
  void anAskIdThatNoHeaderCanHoldIsADefectOfTheCaller() {
    assertThatThrownBy(
            () ->
                clients.ask(
                    specOf(freePort()), "model-1", Given.plainRequest(), "a\r\nb: c", LONG_MS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private EngineReply ask(ScriptedEngine engine, long timeoutMs) {
    return clients
        .ask(engine.spec(key), "model-1", Given.plainRequest(), "root/1/0/task/1", timeoutMs)
        .join();
  }

  private EngineSpec specOf(int port) {
    return specOf(port, key);
  }

  private static EngineSpec specOf(int port, SecretRef key) {
    return Given.engine(EngineSpec.Protocol.OPENAI, "http://127.0.0.1:" + port + "/v1", key);
  }

  private static EngineSpec withTimeout(EngineSpec spec, long timeoutMs) {
    return new EngineSpec(
        spec.protocol(),
        spec.baseUrl(),
        spec.region(),
        spec.dataClasses(),
        spec.permits(),
        spec.tenantInFlight(),
        timeoutMs,
        spec.accounts(),
        spec.models());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
