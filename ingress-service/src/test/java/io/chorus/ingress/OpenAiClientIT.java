package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
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
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenAI's own Java client, unchanged, with another base URL. */
@ExtendWith(IngressKit.class)
@Timeout(60)
class OpenAiClientIT {
  private static final String LONG = "It is 42, 四十二, bốn mươi hai 🎉🎉🎉. ";

  private static IngressServer server;
  private static OpenAIClient client;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(server.baseUrl().toString())
            .apiKey(IngressKit.KEY)
            .maxRetries(0)
            .timeout(Duration.ofSeconds(30))
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static ChatCompletionCreateParams.Builder asks(String label, String value) {
    ChatCompletionCreateParams.Metadata.Builder labels =
        ChatCompletionCreateParams.Metadata.builder()
            .putAdditionalProperty("end", JsonValue.from("SUCCEEDED"));
    return asks(labels.putAdditionalProperty(label, JsonValue.from(value)).build());
  }

  private static ChatCompletionCreateParams.Builder longAnswer() {
    return asks(
        ChatCompletionCreateParams.Metadata.builder()
            .putAdditionalProperty("end", JsonValue.from("SUCCEEDED"))
            .putAdditionalProperty("say", JsonValue.from(LONG))
            .putAdditionalProperty("times", JsonValue.from("200"))
            .build());
  }

  private static ChatCompletionCreateParams.Builder asks(
      ChatCompletionCreateParams.Metadata labels) {
    return ChatCompletionCreateParams.builder()
        .model("chorus-auto")
        .addUserMessage("The answer?")
        .metadata(labels);
  }

  private static ChatCompletionCreateParams.Builder withTool() {
    return asks("call", "get_weather")
        .addFunctionTool(
            FunctionDefinition.builder()
                .name("get_weather")
                .parameters(
                    FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .build())
                .build());
  }

  private static ChatCompletion streamed(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(whole::accumulate);
    }
    return whole.chatCompletion();
  }

  private static ChatCompletionMessageFunctionToolCall call(ChatCompletion answer) {
    return answer.choices().get(0).message().toolCalls().get().get(0).asFunction();
  }

  @Test
  void aChatIsAnsweredAndSaysHowItCameAbout() {
    ChatCompletion answer = client.chat().completions().create(asks("say", "Forty-two.").build());

    assertThat(answer.choices().get(0).message().content()).hasValue("Forty-two.");
    assertThat(answer.model()).isEqualTo("gpt-4o-mini");
    assertThat(answer.usage().get().totalTokens()).isEqualTo(42);
    JsonNode chorus = ObjectMappers.jsonMapper().valueToTree(answer).path("chorus");
    assertThat(chorus.path("engine").asText()).isEqualTo("openai");
    assertThat(chorus.path("model").asText()).isEqualTo("gpt-4o-mini");
    assertThat(chorus.path("score").asDouble()).isEqualTo(0.75);
    assertThat(chorus.path("rounds").asInt()).isEqualTo(1);
    assertThat(chorus.path("cost_usd").asDouble()).isEqualTo(0.0025);
    assertThat(chorus.path("reasons").isArray()).isTrue();
  }

  @Test
  void aStreamTellsTheSameAnswerInPieces() {
    ChatCompletionCreateParams params =
        longAnswer()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();

    ChatCompletion answer = streamed(params);

    assertThat(answer.choices().get(0).message().content()).hasValue(LONG.repeat(200));
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.usage().get().completionTokens()).isEqualTo(30);
  }

  @Test
  void aStreamWithoutAnAnswerEndsWithAnErrorAndNoAnswer() {
    ChatCompletionCreateParams params = asks("end", "FAILED:overloaded").build();

    SseException thrown = catchThrowableOfType(SseException.class, () -> streamed(params));

    assertThat(thrown.code()).hasValue("overloaded");
    assertThat(thrown.getMessage()).contains("is failed: scripted");
  }

  @Test
  void aToolIsCalledAndItsResultHeard() {
    ChatCompletionCreateParams.Builder params = withTool();
    ChatCompletion first = client.chat().completions().create(params.build());

    ChatCompletion second =
        client
            .chat()
            .completions()
            .create(
                params
                    .addMessage(first.choices().get(0).message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call(first).id())
                            .content("17 degrees")
                            .build())
                    .build());

    assertThat(first.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(call(first).function().name()).isEqualTo("get_weather");
    assertThat(second.choices().get(0).message().content()).hasValue("The tool said: 17 degrees");
  }

  @Test
  void aStreamCallsAToolToo() {
    ChatCompletion answer = streamed(withTool().build());

    assertThat(call(answer).function().arguments()).isEqualTo("{\"city\":\"Hue\"}");
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
  }

  @Test
  void anAnswerByASchemaIsAskedFor() {
    ResponseFormatJsonSchema format =
        ResponseFormatJsonSchema.builder()
            .jsonSchema(
                ResponseFormatJsonSchema.JsonSchema.builder()
                    .name("rivers")
                    .schema(
                        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .build())
                    .build())
            .build();

    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(asks("say", "{\"rivers\":1}").responseFormat(format).build());

    assertThat(answer.choices().get(0).message().content()).hasValue("{\"rivers\":1}");
  }

  @Test
  void ownWishesAreExtraFieldsOrHeaders() {
    ChatCompletionCreateParams.Builder field =
        asks("say", "x").putAdditionalBodyProperty("lane", JsonValue.from("nowhere"));
    ChatCompletionCreateParams.Builder header =
        asks("say", "x").putAdditionalHeader("x-chorus-quality", "7");

    for (ChatCompletionCreateParams.Builder wrong : List.of(field, header)) {
      OpenAIServiceException thrown =
          catchThrowableOfType(
              OpenAIServiceException.class,
              () -> client.chat().completions().create(wrong.build()));
      assertThat(thrown.statusCode()).isEqualTo(400);
      assertThat(thrown.param()).get().isIn("lane", "quality");
    }
  }

  @Test
  void theModelsAreListed() {
    assertThat(client.models().list().data())
        .extracting(com.openai.models.models.Model::id)
        .contains("chorus-auto", "openai/gpt-4o-mini");
  }

  @Test
  void whatIsNotOfferedIsSaid() {
    NotFoundException embeddings =
        catchThrowableOfType(
            NotFoundException.class,
            () ->
                client
                    .embeddings()
                    .create(EmbeddingCreateParams.builder().model("x").input("x").build()));
    NotFoundException responses =
        catchThrowableOfType(
            NotFoundException.class,
            () ->
                client
                    .responses()
                    .create(ResponseCreateParams.builder().model("x").input("x").build()));

    assertThat(embeddings.code()).hasValue("unsupported_endpoint");
    assertThat(responses.getMessage()).contains("/v1/chat/completions");
  }
}
