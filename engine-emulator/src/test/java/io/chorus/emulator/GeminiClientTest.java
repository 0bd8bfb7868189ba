package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's own Java client, unchanged, takes the emulator for Gemini. */
@Timeout(60)
class GeminiClientTest {
  private static final String MODEL = "gemini-2.5-flash";
  private static final Map<String, Object> CITY =
      Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
  private static final Tool WEATHER =
      Tool.builder()
          .functionDeclarations(
              FunctionDeclaration.builder().name("get_weather").parametersJsonSchema(CITY).build())
          .build();

  @TempDir static Path folder;
  private static RunningEmulator emulator;
  private static com.google.genai.Client client;

  @BeforeAll
  static void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client =
        com.google.genai.Client.builder()
            .apiKey(io.chorus.emulator.Client.KEY)
            .vertexAI(false)
            .httpOptions(
                HttpOptions.builder()
                    .baseUrl(emulator.baseUrl("gemini"))
                    .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                    .build())
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    emulator.close();
  }

  @BeforeEach
  void noFaults() {
    emulator.settings(EmulatorSettings.DEFAULT);
  }

  private static GenerateContentConfig.Builder config() {
    return GenerateContentConfig.builder()
        .systemInstruction(Content.fromParts(Part.fromText("Be brief.")));
  }

  private static GenerateContentResponse ask(String prompt, GenerateContentConfig config) {
    return client.models.generateContent(MODEL, prompt, config);
  }

  @Test
  void answers() {
    GenerateContentResponse answer = ask("Why?", config().build());

    assertThat(answer.text()).contains("“Why?”");
    assertThat(answer.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
    assertThat(answer.usageMetadata().get().promptTokenCount()).hasValue(4);
  }

  @Test
  void stopsAtALimitOfTokens() {
    GenerateContentResponse answer = ask("Why?", config().maxOutputTokens(3).build());

    assertThat(answer.finishReason().knownEnum()).isEqualTo(FinishReason.Known.MAX_TOKENS);
    assertThat(answer.usageMetadata().get().candidatesTokenCount()).hasValue(3);
  }

  @Test
  void streams() {
    StringBuilder whole = new StringBuilder();

    try (ResponseStream<GenerateContentResponse> responses =
        client.models.generateContentStream(MODEL, "Why?", config().build())) {
      responses.forEach(response -> whole.append(response.text()));
    }

    assertThat(whole.toString()).isEqualTo(ask("Why?", config().build()).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {MODEL, "gemini-3-pro-preview"})
  void callsAToolAndHearsItsResult(String model) {
    GenerateContentConfig config = config().tools(WEATHER).build();
    Content prompt =
        Content.builder().role("user").parts(Part.fromText("Call get_weather.")).build();
    GenerateContentResponse first = client.models.generateContent(model, prompt, config);
    FunctionCall call = first.functionCalls().get(0);

    GenerateContentResponse second =
        client.models.generateContent(
            model,
            List.of(
                prompt,
                first.candidates().get().get(0).content().get(),
                Content.builder()
                    .role("user")
                    .parts(Part.fromFunctionResponse("get_weather", Map.of("c", 17)))
                    .build()),
            config);

    assertThat(call.name()).hasValue("get_weather");
    assertThat(call.args().get()).containsEntry("city", "example");
    assertThat(second.text()).contains("The tool said: “{\"c\":17}”");
  }

  @Test
  void answersByASchema() {
    GenerateContentResponse answer =
        ask(
            "Where?",
            config().responseMimeType("application/json").responseJsonSchema(CITY).build());

    assertThat(answer.text()).isEqualTo("{\"city\":\"Where?\"}");
  }

  @Test
  void aBlockedPromptHasNoCandidate() {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.CONTENT_REFUSED, 1));

    GenerateContentResponse answer = ask("Why?", config().build());

    assertThat(answer.candidates()).isEmpty();
    assertThat(answer.promptFeedback().get().blockReason()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "400, ClientException, 400, INVALID_ARGUMENT",
    "401, ClientException, 400, INVALID_ARGUMENT",
    "403, ClientException, 403, PERMISSION_DENIED",
    "404, ClientException, 404, NOT_FOUND",
    "429, ClientException, 429, RESOURCE_EXHAUSTED",
    "daily_quota, ClientException, 429, RESOURCE_EXHAUSTED",
    "limit_zero, ClientException, 429, RESOURCE_EXHAUSTED",
    "unpaid, ClientException, 402, FAILED_PRECONDITION",
    "500, ServerException, 500, INTERNAL",
    "503, ServerException, 503, UNAVAILABLE",
    "504, ServerException, 504, DEADLINE_EXCEEDED"
  })
  void itsErrorsAreTheClientsOwn(String fault, String exception, int code, String status) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.of(fault), 1));

    ApiException thrown =
        catchThrowableOfType(ApiException.class, () -> ask("Why?", config().build()));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
    assertThat(thrown.code()).isEqualTo(code);
    assertThat(thrown.status()).isEqualTo(status);
  }
}
