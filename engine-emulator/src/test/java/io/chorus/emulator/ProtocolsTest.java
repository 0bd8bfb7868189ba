package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.emulator.Client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolsTest {
  @TempDir Path folder;
  private RunningEmulator emulator;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    emulator = EngineEmulator.start(EmulatorOptions.journalTo(folder.resolve("journal")));
    client = new Client(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "deepseek", "qwen", "another-one"})
  void answersAChatCompletion(String engine) {
    Response response = client.chat(engine, "Why is the sky blue?");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("server")).isEqualTo("chorus-engine-emulator");
    assertThat(response.header("x-request-id")).startsWith("req_");
    assertThat(response.body().path("object").asText()).isEqualTo("chat.completion");
    assertThat(response.body().path("model").asText()).isEqualTo(engine + "-model");
    assertThat(response.body().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(response.body().at("/usage/prompt_tokens").asInt()).isEqualTo(5);
    assertThat(response.openAiText())
        .startsWith("[emulated " + engine + " answer] You asked: “Why is the sky blue?”.")
        .contains("emulator");
    assertThat(response.body().at("/usage/completion_tokens").asLong())
        .isEqualTo(Bodies.tokens(response.openAiText()));
  }

  @Test
  void answersAnAnthropicMessage() {
    Response response = client.messages("Why is the sky blue?");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("request-id")).startsWith("req_");
    assertThat(response.body().path("type").asText()).isEqualTo("message");
    assertThat(response.body().path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(response.body().at("/content/0/text").asText()).startsWith("[emulated claude");
    assertThat(response.body().at("/usage/input_tokens").asInt()).isEqualTo(5);
    assertThat(response.body().at("/usage/output_tokens").asInt()).isPositive();
  }

  @Test
  void answersGeminisGenerateContent() {
    Response response = client.generate("Why is the sky blue?");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().path("modelVersion").asText()).isEqualTo("gemini-model");
    assertThat(response.body().at("/candidates/0/finishReason").asText()).isEqualTo("STOP");
    assertThat(response.body().at("/candidates/0/content/parts/0/text").asText())
        .startsWith("[emulated gemini");
    assertThat(response.body().at("/usageMetadata/promptTokenCount").asInt()).isEqualTo(5);
  }

  @Test
  void theSamePromptGetsTheSameAnswer() {
    String first = client.chat("openai", "xin chào\n thế   giới").openAiText();

    assertThat(client.chat("openai", "xin chào\n thế   giới").openAiText()).isEqualTo(first);
    assertThat(first).contains("You asked: “xin chào thế giới”.");
  }

  @Test
  void quotesAtMostEightyCharactersAndCutsNone() {
    String answer = client.chat("openai", "😀".repeat(81)).openAiText();

    assertThat(answer).contains(" “" + "😀".repeat(80) + "…”.");
  }

  @Test
  void readsTheLastUserMessageAndContentParts() {
    String body =
        """
        {"model":"m","messages":[
          {"role":"system","content":"Be short."},
          {"role":"user","content":"first"},
          {"role":"assistant","content":"ok"},
          {"role":"user","content":[{"type":"text","text":"sec"},{"type":"text","text":"ond"}]}]}
        """;

    Response response = post("/openai/v1/chat/completions", body);

    assertThat(response.openAiText()).contains("You asked: “second”.");
    assertThat(response.body().at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 2 + 1 + 2);
  }

  @ParameterizedTest
  @CsvSource({
    "/openai/v1/chat/completions, /error/code, invalid_api_key",
    "/claude/v1/messages, /error/type, authentication_error",
    "/gemini/v1beta/models/m:generateContent, /error/status, UNAUTHENTICATED"
  })
  void refusesACallWithoutAKey(String path, String pointer, String code) {
    Response response = client.send(client.post(path, "{}").build());

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.body().at(pointer).asText()).isEqualTo(code);
    assertThat(response.body().at("/error/message").asText()).contains("no API key");
  }

  @ParameterizedTest
  @CsvSource({
    "/openai/v1/chat/completions, /error/type, invalid_request_error",
    "/claude/v1/messages, /error/type, invalid_request_error",
    "/gemini/v1beta/models/m:generateContent, /error/status, INVALID_ARGUMENT"
  })
  void refusesABadBody(String path, String pointer, String code) {
    for (String body : new String[] {"", "no json", "[]", "{}", deep(200), "{\"messages\":[7]}"}) {
      Response response = post(path, body);

      assertThat(response.status()).as(body).isEqualTo(400);
      assertThat(response.body().at(pointer).asText()).isEqualTo(code);
      assertThat(response.body().at("/error/message").asText()).isNotBlank();
    }
    assertThat(emulator.stats().sum(Stats.EngineStats::refused)).isEqualTo(6);
    assertThat(emulator.stats().sum(Stats.EngineStats::billed)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/openai/v1/completions, /error/code, unknown_url",
    "/claude/v1/messages/batches, /error/type, not_found_error",
    "/gemini/v1beta/models/m:countTokens, /error/status, NOT_FOUND"
  })
  void refusesAnUnknownPath(String path, String pointer, String code) {
    Response response = post(path, "{}");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body().at(pointer).asText()).isEqualTo(code);
  }

  @Test
  void refusesABodyOfMoreThanEightMebibytes() {
    Response response = post("/openai/v1/chat/completions", "x".repeat(8 * 1024 * 1024 + 1));

    assertThat(response.status()).isEqualTo(413);
  }

  @Test
  void refusesWhatTheEngineWouldRefuse() {
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    String schema =
        "{\"model\":\"m\",\"response_format\":{\"type\":\"json_schema\"}," + messages + "}";
    String object =
        "{\"model\":\"m\",\"response_format\":{\"type\":\"json_object\"}," + messages + "}";
    String result =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"y\"}]}";

    assertThat(post("/deepseek/v1/chat/completions", schema).status()).isEqualTo(400);
    assertThat(post("/openai/v1/chat/completions", schema).status()).isEqualTo(200);
    assertThat(post("/openai/v1/chat/completions", object).status()).isEqualTo(400);
    assertThat(post("/openai/v1/chat/completions", result).status()).isEqualTo(400);
  }

  @Test
  void knowsOnlyItsModelsWhereTheyAreListed() {
    emulator.settings(
        EmulatorSettings.DEFAULT.withEngine(
            "qwen",
            new EngineSettings(
                null, null, List.of("qwen-model", "qwq"), List.of("qwq"), null, null, null)));

    assertThat(client.chat("qwen", "x").status()).isEqualTo(200);
    Response unknown = post("/qwen/v1/chat/completions", asks("other"));
    Response streamOnly = post("/qwen/v1/chat/completions", asks("qwq"));

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().at("/error/code").asText()).isEqualTo("model_not_found");
    assertThat(streamOnly.status()).isEqualTo(400);
    assertThat(streamOnly.body().at("/error/message").asText()).contains("only support stream");
  }

  @Test
  void takesTimeForEachTokenThatItWrites() {
    emulator.settings(
        EmulatorSettings.DEFAULT.withEngine(
            "openai", new EngineSettings(null, 200.0, null, null, null, null, null)));

    long begin = System.nanoTime();
    Response response = client.chat("openai", "x");

    long ms = (System.nanoTime() - begin) / 1_000_000;
    assertThat(ms)
        .isGreaterThanOrEqualTo(5 * response.body().at("/usage/completion_tokens").asLong());
  }

  private static String asks(String model) {
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
  }

  @Test
  void givesEachEngineTheBaseUrlThatItsClientsExpect() {
    String root = "http://127.0.0.1:" + emulator.port();

    assertThat(emulator.baseUrl("openai")).isEqualTo(root + "/openai/v1");
    assertThat(emulator.baseUrl("claude")).isEqualTo(root + "/claude");
    assertThat(emulator.baseUrl("gemini")).isEqualTo(root + "/gemini");
  }

  @Test
  void isHealthy() {
    Response response = client.send(client.request("/health").build());

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().path("server").asText()).isEqualTo("chorus-engine-emulator");
  }

  private Response post(String path, String body) {
    return client.send(
        client
            .post(path, body)
            .header("Authorization", "Bearer " + Client.KEY)
            .header("x-api-key", Client.KEY)
            .header("anthropic-version", "2023-06-01")
            .header("x-goog-api-key", Client.KEY)
            .build());
  }

  private static String deep(int levels) {
    return "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
  }
}
