package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

/** Anthropic's own Java client, unchanged, takes the emulator for Anthropic. */
@Timeout(60)
class AnthropicClientTest {
  @TempDir static Path folder;
  private static RunningEmulator emulator;
  private static AnthropicClient client;

  @BeforeAll
  static void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client =
        AnthropicOkHttpClient.builder()
            .baseUrl(emulator.baseUrl("claude"))
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

  private static MessageCreateParams.Builder asks(String prompt) {
    return MessageCreateParams.builder()
        .model("claude-test")
        .maxTokens(500)
        .system("Be brief.")
        .addUserMessage(prompt);
  }

  private static Tool weather() {
    return Tool.builder()
        .name("get_weather")
        .inputSchema(
            Tool.InputSchema.builder()
                .properties(
                    Tool.InputSchema.Properties.builder()
                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                        .build())
                .build())
        .build();
  }

  private static String text(Message message) {
    return message.content().get(0).asText().text();
  }

  @Test
  void answers() {
    Message answer = client.messages().create(asks("Why?").build());

    assertThat(text(answer)).contains("“Why?”");
    assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
    assertThat(answer.usage().inputTokens()).isEqualTo(4);
    assertThat(answer.usage().outputTokens()).isPositive();
  }

  @Test
  void stopsAtALimitOfTokens() {
    Message answer = client.messages().create(asks("Why?").maxTokens(3).build());

    assertThat(answer.stopReason()).hasValue(StopReason.MAX_TOKENS);
    assertThat(answer.usage().outputTokens()).isEqualTo(3);
  }

  @Test
  void streams() {
    MessageAccumulator whole = MessageAccumulator.create();

    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(asks("Why?").build())) {
      events.stream().forEach(whole::accumulate);
    }

    Message atOnce = client.messages().create(asks("Why?").build());
    assertThat(text(whole.message())).isEqualTo(text(atOnce));
    assertThat(whole.message().usage().outputTokens()).isEqualTo(atOnce.usage().outputTokens());
  }

  @Test
  void callsAToolAndHearsItsResult() {
    MessageCreateParams.Builder params = asks("Call get_weather.").addTool(weather());
    Message first = client.messages().create(params.build());
    ToolUseBlock call = first.content().get(0).asToolUse();

    Message second =
        client
            .messages()
            .create(
                params
                    .addMessage(first)
                    .addUserMessageOfContentBlockParams(
                        List.of(
                            ContentBlockParam.ofToolResult(
                                ToolResultBlockParam.builder()
                                    .toolUseId(call.id())
                                    .content("17 degrees")
                                    .build())))
                    .build());

    assertThat(first.stopReason()).hasValue(StopReason.TOOL_USE);
    assertThat(call.name()).isEqualTo("get_weather");
    assertThat(call._input().toString()).contains("example");
    assertThat(text(second)).contains("The tool said: “17 degrees”");
  }

  @Test
  void streamsAToolCall() {
    MessageAccumulator whole = MessageAccumulator.create();

    try (StreamResponse<RawMessageStreamEvent> events =
        client.messages().createStreaming(asks("Call get_weather.").addTool(weather()).build())) {
      events.stream().forEach(whole::accumulate);
    }

    assertThat(whole.message().content().get(0).asToolUse()._input().toString())
        .contains("city")
        .contains("example");
  }

  @Test
  void answersByASchema() {
    JsonOutputFormat.Schema schema =
        JsonOutputFormat.Schema.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("rivers", Map.of("type", "integer"))))
            .build();

    Message answer =
        client
            .messages()
            .create(
                asks("How many?")
                    .outputConfig(
                        OutputConfig.builder()
                            .format(JsonOutputFormat.builder().schema(schema).build())
                            .build())
                    .build());

    assertThat(text(answer)).isEqualTo("{\"rivers\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequestException, 400",
    "401, UnauthorizedException, 401",
    "403, PermissionDeniedException, 403",
    "404, NotFoundException, 404",
    "413, ContentTooLargeException, 413",
    "429, RateLimitException, 429",
    "429_no_wait, RateLimitException, 429",
    "slow_down, RateLimitException, 429",
    "daily_quota, RateLimitException, 429",
    "spend_limit, EnforcedSpendLimitReachedException, 429",
    "unpaid, PaymentRequiredException, 402",
    "content_refused, BadRequestException, 400",
    "500, InternalServerException, 500",
    "504, GatewayTimeoutException, 504",
    "529, OverloadedException, 529"
  })
  void itsErrorsAreTheClientsOwn(String fault, String exception, int status) {
    emulator.settings(EmulatorSettings.DEFAULT.withFault(FaultKind.of(fault), 1));

    AnthropicServiceException thrown =
        catchThrowableOfType(
            AnthropicServiceException.class, () -> client.messages().create(asks("Why?").build()));

    assertThat(thrown.getClass().getSimpleName()).isEqualTo(exception);
    assertThat(thrown.statusCode()).isEqualTo(status);
    assertThat(thrown.headers().values("request-id")).hasSize(1);
  }
}
