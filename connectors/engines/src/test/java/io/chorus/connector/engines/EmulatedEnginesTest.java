package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.EngineSpec.Protocol;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.ResponseFormat;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tool;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Tools;
import io.chorus.contracts.Usage;
import io.chorus.emulator.EmulatorOptions;
import io.chorus.emulator.EmulatorSettings;
import io.chorus.emulator.EngineEmulator;
import io.chorus.emulator.EngineSettings;
import io.chorus.emulator.FaultKind;
import io.chorus.emulator.RunningEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final JsonNode CITY =
      Given.json("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");

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
  @CsvSource({
    "openai, OPENAI, model-1, false",
    "claude, ANTHROPIC, model-1, false",
    "gemini, GEMINI, model-1, false",
    "deepseek, DEEPSEEK, model-1, false",
    "qwen, QWEN, model-1, false",
    "openai, OPENAI, model-1, true",
    "claude, ANTHROPIC, model-1, true",
    "gemini, GEMINI, model-1, true",
    "qwen, QWEN, model-1, true"
  })
  void aToolIsCalledAndItsResultComesBack(
      String engine, Protocol protocol, String model, boolean stream) {
    emulator.settings(EmulatorSettings.DEFAULT);
    EngineSpec plain = Given.engine(protocol, emulator.baseUrl(engine), key);
    EngineSpec spec = stream ? Given.streaming(plain, 5_000) : plain;
    ChatMessage prompt = new ChatMessage("user", "Call get_weather.");

    EngineReply first = clients.ask(spec, model, withTool(prompt), "a", LONG_MS).join();
    ToolCall call = first.answer().toolCalls().get(0);
    EngineReply second =
        clients
            .ask(
                spec,
                model,
                withTool(
                    prompt,
                    new ChatMessage("assistant", "", List.of(call), null),
                    new ChatMessage("tool", "17 degrees", List.of(), call.id())),
                "b",
                LONG_MS)
            .join();

    assertThat(first.answer().finishReason()).isEqualTo("tool_calls");
    assertThat(call.name()).isEqualTo("get_weather");
    assertThat(call.arguments()).isEqualTo("{\"city\":\"example\"}");
    assertThat(second.answer().finishReason()).isEqualTo("stop");
    assertThat(second.answer().text()).contains("The tool said").contains("17 degrees");
  }

  private static ChatRequest withTool(ChatMessage... messages) {
    Tool weather = new Tool("get_weather", "Tells the weather.", CITY, null);
    return new ChatRequest(
        List.of(messages),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        new Tools(List.of(weather), Tools.Choice.AUTO, null, null));
  }

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "claude, ANTHROPIC", "gemini, GEMINI", "qwen, QWEN"})
  void anAnswerFollowsItsSchema(String engine, Protocol protocol) {
    emulator.settings(EmulatorSettings.DEFAULT);
    ChatRequest request =
        new ChatRequest(
            List.of(new ChatMessage("user", "Where?")),
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            new ResponseFormat("city", null, CITY, true),
            null);

    EngineReply reply =
        clients
            .ask(
                Given.engine(protocol, emulator.baseUrl(engine), key),
                "model-1",
                request,
                "a",
                LONG_MS)
            .join();

    assertThat(reply.answer().text()).isEqualTo("{\"city\":\"Where?\"}");
  }

  @ParameterizedTest
  @CsvSource({"openai, OPENAI", "gemini, GEMINI", "deepseek, DEEPSEEK"})
  void whatTheCacheHadAndWhatWasReasoningIsCounted(String engine, Protocol protocol) {
    emulator.settings(
        EmulatorSettings.DEFAULT.withEngine(
            engine, new EngineSettings(null, null, null, null, 0.5, 9, null)));

    Usage usage = ask(engine, protocol, "cached", LONG_MS).usage();

    assertThat(usage.cachedInputTokens()).isEqualTo(usage.inputTokens() / 2).isPositive();
    assertThat(usage.reasoningTokens()).isEqualTo(9);
    assertThat(usage.outputTokens()).isGreaterThan(9);
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
