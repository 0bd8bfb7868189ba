package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.EngineSpec.Protocol;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Usage;
import io.chorus.emulator.EmulatorOptions;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.EngineEmulator;
import io.chorus.emulator.FaultKind;
import io.chorus.emulator.RunningEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of the emulator: the right class, the right next step, the right bill. */
@Timeout(120)
class EveryFaultTest {
  private static final Map<String, Protocol> ENGINES =
      Map.of(
          "openai", Protocol.OPENAI,
          "claude", Protocol.ANTHROPIC,
          "gemini", Protocol.GEMINI,
          "deepseek", Protocol.DEEPSEEK,
          "qwen", Protocol.QWEN);

  /** Fault, class, next step, wait in milliseconds; then the engines, all where there are none. */
  private static final String EXPECTED =
      """
      429               RATE_LIMITED    SAME_ENGINE  1000
      429_no_wait       RATE_LIMITED    SAME_ENGINE  0
      slow_down         RATE_LIMITED    SAME_ENGINE  0        openai deepseek qwen
      slow_down         RATE_LIMITED    SAME_ENGINE  1000     claude gemini
      daily_quota       RATE_LIMITED    SAME_ENGINE  3600000  openai claude deepseek qwen
      daily_quota       QUOTA_EXHAUSTED OTHER_ENGINE 0        gemini
      limit_zero        QUOTA_EXHAUSTED OTHER_ENGINE 0
      spend_limit       QUOTA_EXHAUSTED OTHER_ENGINE 0
      unpaid            QUOTA_EXHAUSTED OTHER_ENGINE 0
      500               TRANSIENT       SAME_ENGINE  0
      502               CUT_OFF         SAME_ENGINE  0
      503               OVERLOADED      SAME_ENGINE  0
      504               TIMEOUT         SAME_ENGINE  0
      529               OVERLOADED      SAME_ENGINE  0
      401               AUTH            OTHER_ENGINE 0
      403               AUTH            OTHER_ENGINE 0
      404               MODEL_GONE      OTHER_ENGINE 0
      400               CALLER_FAULT    NOBODY       0
      413               CALLER_FAULT    NOBODY       0
      422               CALLER_FAULT    NOBODY       0
      content_refused   CONTENT_REFUSED OTHER_ENGINE 0
      hang              TIMEOUT         SAME_ENGINE  0
      reset             CUT_OFF         SAME_ENGINE  0
      keep_alive        TIMEOUT         SAME_ENGINE  0
      error_in_200      OVERLOADED      SAME_ENGINE  0
      refusal           CONTENT_REFUSED OTHER_ENGINE 0
      timeout           TIMEOUT         SAME_ENGINE  0
      cut_off           CUT_OFF         SAME_ENGINE  0
      half_closed       GARBLED         OTHER_ENGINE 0
      truncated_json    GARBLED         OTHER_ENGINE 0
      slow_drip         TIMEOUT         SAME_ENGINE  0
      empty_choices     GARBLED         OTHER_ENGINE 0
      wrong_content_type GARBLED        OTHER_ENGINE 0
      oversized_body    GARBLED         OTHER_ENGINE 0
      """;

  private static final Set<FaultKind> END_IN_THE_CLIENTS_DEADLINE =
      EnumSet.of(FaultKind.HANG, FaultKind.TIMEOUT, FaultKind.KEEP_ALIVE, FaultKind.SLOW_DRIP);
  private static final Set<FaultKind> TELL_THEIR_BILL =
      EnumSet.of(FaultKind.REFUSAL, FaultKind.EMPTY_CHOICES);

  @TempDir private static Path directory;
  private static RunningEmulator emulator;
  private static EngineClients clients;
  private static SecretRef key;

  @BeforeAll
  static void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(directory.resolve("journal.jsonl")));
    clients = new EngineClients(40);
    key = new SecretRef("file:" + Files.writeString(directory.resolve("key"), "sk-1"));
  }

  @AfterAll
  static void stop() {
    clients.close();
    emulator.close();
  }

  /** What one fault of one engine must come to. */
  record Expected(
      String engine, FaultKind fault, FailureClass failure, FailureClass.Next next, long waitMs) {}

  static Stream<Expected> everyFaultOfEveryEngine() {
    List<Expected> all = new ArrayList<>();
    for (String line : EXPECTED.lines().toList()) {
      String[] word = line.split("\\s+");
      List<String> engines =
          word.length > 4
              ? Arrays.asList(word).subList(4, word.length)
              : List.copyOf(ENGINES.keySet());
      for (String engine : engines) {
        all.add(
            new Expected(
                engine,
                FaultKind.of(word[0]),
                FailureClass.valueOf(word[1]),
                FailureClass.Next.valueOf(word[2]),
                Long.parseLong(word[3])));
      }
    }
    return all.stream();
  }

  @Test
  void noFaultIsLeftOut() {
    assertThat(everyFaultOfEveryEngine())
        .hasSize(FaultKind.values().length * ENGINES.size())
        .extracting(Expected::fault)
        .contains(FaultKind.values());
  }

  @ParameterizedTest
  @MethodSource("everyFaultOfEveryEngine")
  void hasItsClassItsNextStepAndItsBill(Expected expected) throws IOException {
    assertFault(expected, false);
  }

  static Stream<Expected> faultsOfStreams() {
    Set<FaultKind> faults =
        EnumSet.of(
            FaultKind.KEEP_ALIVE,
            FaultKind.ERROR_IN_200,
            FaultKind.REFUSAL,
            FaultKind.CUT_OFF,
            FaultKind.HALF_CLOSED,
            FaultKind.TRUNCATED_JSON,
            FaultKind.SLOW_DRIP,
            FaultKind.EMPTY_CHOICES,
            FaultKind.RATE_LIMITED);
    return everyFaultOfEveryEngine().filter(expected -> faults.contains(expected.fault()));
  }

  @ParameterizedTest
  @MethodSource("faultsOfStreams")
  void hasThemInAStreamToo(Expected expected) throws IOException {
    assertFault(expected, true);
  }

  private static void assertFault(Expected expected, boolean stream) throws IOException {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(expected.fault(), 1));
    String ask = "ask/" + expected.engine() + "/" + expected.fault() + "/" + stream;

    EngineReply reply =
        clients
            .ask(
                spec(expected.engine(), stream),
                "model-1",
                Given.fullRequest(),
                ask,
                END_IN_THE_CLIENTS_DEADLINE.contains(expected.fault()) ? 250 : 20_000)
            .join();

    assertThat(reply.failure()).isEqualTo(expected.failure());
    assertThat(reply.failure().next()).isEqualTo(expected.next());
    assertThat(reply.retryAfterMs()).isEqualTo(expected.waitMs());
    assertThat(reply.sentAtMs()).isPositive();
    assertBill(expected.fault(), reply, billed(ask), stream);
  }

  private static EngineSpec spec(String engine, boolean stream) {
    EngineSpec spec = Given.engine(ENGINES.get(engine), emulator.baseUrl(engine), key);
    return stream ? Given.streaming(spec, 0) : spec;
  }

  /** Nobody who was billed may believe that nothing was: unless told, the class says so. */
  private static void assertBill(
      FaultKind fault, EngineReply reply, List<JsonNode> billed, boolean stream) {
    if (!fault.isBilled()) {
      assertThat(billed).isEmpty();
      assertThat(reply.usage()).isEqualTo(Usage.NONE);
      return;
    }
    assertThat(billed).hasSize(1);
    if (TELL_THEIR_BILL.contains(fault) && !stream) {
      assertThat(reply.usage().inputTokens())
          .isEqualTo(billed.get(0).path("tokens_in").asLong())
          .isPositive();
      assertThat(reply.usage().outputTokens()).isEqualTo(billed.get(0).path("tokens_out").asLong());
    } else if (!TELL_THEIR_BILL.contains(fault)) {
      assertThat(reply.failure().isAmbiguous() || reply.failure() == FailureClass.GARBLED).isTrue();
    }
  }

  private static List<JsonNode> billed(String ask) throws IOException {
    return Files.readAllLines(directory.resolve("journal.jsonl")).stream()
        .map(Given::json)
        .filter(line -> line.path("ask").asText().equals(ask))
        .toList();
  }
}
