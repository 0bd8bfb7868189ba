package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every protocol against an engine that was written by its specification alone. */
@Timeout(60)
class EmulatedEnginesTest {
  private static final long LONG_MS = 20_000;
  private static final long SHORT_MS = 400;

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

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "claude, ANTHROPIC", "gemini, GEMINI", "qwen, OPENAI"})
  void anAnswerIsBilledUnderTheIdOfTheAsk(String engine, Protocol protocol) throws IOException {
    emulator.settings(EmulatorSettings.DEFAULT);

    EngineReply reply = ask(engine, protocol, "answered-" + engine, LONG_MS);

    assertThat(reply.answered()).isTrue();
    assertThat(reply.answer().text()).isNotBlank();
    assertThat(reply.usage().inputTokens()).isPositive();
    assertThat(reply.usage().outputTokens()).isPositive();
    assertThat(Files.readAllLines(directory.resolve("journal.jsonl")))
        .filteredOn(line -> line.contains("answered-" + engine))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "claude, ANTHROPIC", "gemini, GEMINI"})
  void aLimitSaysHowLong(String engine, Protocol protocol) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.RATE_LIMITED, 1));

    EngineReply reply = ask(engine, protocol, "limited", LONG_MS);

    assertThat(reply.failure()).isEqualTo(FailureClass.RATE_LIMITED);
    assertThat(reply.retryAfterMs()).isEqualTo(1_000);
    assertThat(reply.usage()).isEqualTo(Usage.NONE);
  }

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "claude, ANTHROPIC", "gemini, GEMINI"})
  void aServerErrorIsTransient(String engine, Protocol protocol) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.SERVER_ERROR, 1));

    EngineReply reply = ask(engine, protocol, "broken", LONG_MS);

    assertThat(reply.failure()).isEqualTo(FailureClass.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "claude, ANTHROPIC", "gemini, GEMINI"})
  void aCallThatHangsTimesOut(String engine, Protocol protocol) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.HANG, 1));

    EngineReply reply = ask(engine, protocol, "hung", SHORT_MS);

    assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
  }

  private static EngineReply ask(String engine, Protocol protocol, String askId, long timeoutMs) {
    EngineSpec spec = Given.engine(protocol, emulator.baseUrl(engine), key);
    return clients.ask(spec, "model-1", Given.fullRequest(), askId, timeoutMs).join();
  }
}
