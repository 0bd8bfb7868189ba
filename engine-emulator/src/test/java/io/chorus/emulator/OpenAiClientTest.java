package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's own Java client, unchanged, takes the emulator for OpenAI. */
@Timeout(60)
class OpenAiClientTest {
  @TempDir static Path folder;
  private static RunningEmulator emulator;
  private static OpenAIClient client;

  @BeforeAll
  static void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(emulator.baseUrl("openai"))
            .apiKey(Client.KEY)
            .maxRetries(0)
            .timeout(Duration.ofSeconds(5))
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

  private static ChatCompletionCreateParams.Builder asks(String prompt) {
    return ChatCompletionCreateParams.builder()
        .model("gpt-test")
        .addSystemMessage("Be brief.")
        .addUserMessage(prompt);
  }

  private static FunctionDefinition weather() {
    return FunctionDefinition.builder()
        .name("get_weather")
        .parameters(
            FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .build())
        .build();
  }

  @Test
  void answers() {
    ChatCompletion answer = client.chat().completions().create(asks("Why?").build());

    assertThat(answer.choices().get(0).message().content()).get().asString().contains("“Why?”");
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.usage().get().promptTokens()).isEqualTo(4);
    assertThat(answer.usage().get().completionTokens()).isPositive();
    assertThat(answer.model()).isEqualTo("gpt-test");
  }

  @Test
  void stopsAtALimitOfTokens() {
    ChatCompletion answer =
        client.chat().completions().create(asks("Why?").maxCompletionTokens(3).build());

    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(answer.usage().get().completionTokens()).isEqualTo(3);
  }

  @Test
  void streams() {
    ChatCompletionCreateParams params =
        asks("Why?")
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(whole::accumulate);
    }

    ChatCompletion atOnce = client.chat().completions().create(asks("Why?").build());
    assertThat(whole.chatCompletion().choices().get(0).message().content())
        .isEqualTo(atOnce.choices().get(0).message().content());
    assertThat(whole.chatCompletion().usage().get().completionTokens())
        .isEqualTo(atOnce.usage().get().completionTokens());
  }

  @Test
  void callsAToolAndHearsItsResult() {
    ChatCompletionCreateParams.Builder params =
        asks("Call get_weather.").addFunctionTool(weather());
    ChatCompletion first = client.chat().completions().create(params.build());
    ChatCompletionMessageFunctionToolCall call =
        first.choices().get(0).message().toolCalls().get().get(0).asFunction();

    ChatCompletion second =
        client
            .chat()
            .completions()
            .create(
                params
                    .addMessage(first.choices().get(0).message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content("17 degrees")
                            .build())
                    .build());

    assertThat(first.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(call.function().name()).isEqualTo("get_weather");
    assertThat(call.function().arguments()).isEqualTo("{\"city\":\"example\"}");
    assertThat(second.choices().get(0).message().content())
        .get()
        .asString()
        .contains("The tool said: “17 degrees”");
  }

  @Test
  void streamsAToolCall() {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

    try (StreamResponse<ChatCompletionChunk> chunks =
        client
            .chat()
            .completions()
            .createStreaming(asks("Call get_weather.").addFunctionTool(weather()).build())) {
      chunks.stream().forEach(whole::accumulate);
    }

    assertThat(
            whole
                .chatCompletion()
                .choices()
                .get(0)
                .message()
                .toolCalls()
                .get()
                .get(0)
                .asFunction()
                .function()
                .arguments())
        .isEqualTo("{\"city\":\"example\"}");
  }

  @Test
  void answersByASchema() {
    Map<String, Object> schema =
        Map.of("type", "object", "properties", Map.of("rivers", Map.of("type", "integer")));
    ResponseFormatJsonSchema.JsonSchema.Schema.Builder built =
        ResponseFormatJsonSchema.JsonSchema.Schema.builder();
    schema.forEach((key, value) -> built.putAdditionalProperty(key, JsonValue.from(value)));

    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                asks("How many?")
                    .responseFormat(
                        ResponseFormatJsonSchema.builder()
                            .jsonSchema(
                                ResponseFormatJsonSchema.JsonSchema.builder()
                                    .name("rivers")
                                    .schema(built.build())
                                    .build())
                            .build())
                    .build());

    assertThat(answer.choices().get(0).message().content()).hasValue("{\"rivers\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequestException, 400",
    "401, UnauthorizedException, 401",
    "403, PermissionDeniedException, 403",
    "404, NotFoundException, 404",
    "413, UnexpectedStatusCodeException, 413",
    "422, UnprocessableEntityException, 422",
    "429, RateLimitException, 429",
    "429_no_wait, RateLimitException, 429",
    "slow_down, RateLimitException, 429",
    "daily_quota, RateLimitException, 429",
    "limit_zero, RateLimitException, 429",
    "spend_limit, RateLimitException, 429",
    "unpaid, RateLimitException, 429",
    "content_refused, BadRequestException, 400",
    "500, InternalServerException, 500",
    "502, InternalServerException, 502",
    "503, InternalServerException, 503",
    "504, InternalServerException, 504",
    "529, InternalServerException, 503"
  })
  void itsErrorsAreTheClientsOwn(String fault, String exception, int status) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.of(fault), 1));

    OpenAIServiceException thrown =
        catchThrowableOfType(
            OpenAIServiceException.class,
            () -> client.chat().completions().create(asks("Why?").build()));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
    assertThat(thrown.statusCode()).isEqualTo(status);
    assertThat(thrown.headers().values("x-request-id")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "reset, OpenAIIoException",
    "cut_off, OpenAIIoException",
    "half_closed, OpenAIInvalidDataException",
    "truncated_json, OpenAIInvalidDataException"
  })
  void whatBreaksOffIsAnErrorToo(String fault, String exception) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.of(fault), 1));

    OpenAIException thrown =
        catchThrowableOfType(
            OpenAIException.class, () -> client.chat().completions().create(asks("Why?").build()));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
  }
}
