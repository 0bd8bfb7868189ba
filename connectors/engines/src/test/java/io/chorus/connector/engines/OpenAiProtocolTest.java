package io.chorus.connector.engines;

import static io.chorus.connector.engines.Given.json;
import static io.chorus.connector.engines.Given.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiProtocolTest {
  private static final URI BASE = URI.create("https://api.deepseek.com/v1");

  private final OpenAiProtocol protocol = new OpenAiProtocol(OpenAiRequest.Dialect.OPENAI);

  @Test
  void everyWishIsEncoded() {
    WireRequest wire = protocol.encode(BASE, "deepseek-chat", Given.fullRequest(), "sk-1", false);

    assertThat(wire.uri()).isEqualTo("https://api.deepseek.com/v1/chat/completions");
    assertThat(wire.headers()).containsEntry("Authorization", "Bearer sk-1");
    assertThat(wire.toString()).doesNotContain("sk-1");
    assertThat(json(wire.body().toString()))
        .isEqualTo(
            json(
                """
                {"model":"deepseek-chat",
                 "messages":[
                  {"role":"system","content":"Be brief."},
                  {"role":"user","content":"Two and two?"},
                  {"role":"assistant","content":"4"},
                  {"role":"system","content":"Answer in words."},
                  {"role":"user","content":"Three and \\"three\\"?"}],
                 "max_tokens":50,"temperature":1.5,"top_p":0.9,"stop":["END","\\n\\n"],"seed":7}"""));
  }

  @Test
  void whatIsNotWishedIsNotSent() {
    WireRequest wire = protocol.encode(BASE, "qwen-plus", Given.plainRequest(), "sk-1", false);

    assertThat(wire.body().properties()).extracting("key").containsExactly("model", "messages");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, max_completion_tokens",
    "o3-mini, max_completion_tokens",
    "gpt-oss-20b, max_tokens",
    "deepseek-chat, max_tokens",
    "llama3, max_tokens"
  })
  void openAisOwnModelsNameTheLimitDifferently(String model, String name) {
    WireRequest wire = protocol.encode(BASE, model, Given.fullRequest(), "sk-1", false);

    assertThat(wire.body().path(name).asInt()).isEqualTo(50);
  }

  @Test
  void anAnswerIsDecoded() {
    Outcome outcome =
        protocol.decode(
            ok(
                """
                {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion",
                 "created":1741569952,"model":"gpt-4o-mini-2024-07-18",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Four.",
                   "refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29,
                   "prompt_tokens_details":{"cached_tokens":0}},
                 "service_tier":"default","error":null}"""));

    assertThat(outcome.failure()).isNull();
    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("Four.", "stop"));
    assertThat(outcome.model()).isEqualTo("gpt-4o-mini-2024-07-18");
    assertThat(outcome.usage()).isEqualTo(new Usage(19, 10));
  }

  @Test
  void anAnswerThatRanOutOfTokensSaysSoEvenWhenEmpty() {
    Outcome outcome =
        protocol.decode(
            ok(
                """
                {"choices":[{"message":{"role":"assistant","content":null},
                 "finish_reason":"length"}],"usage":{"prompt_tokens":5,"completion_tokens":50}}"""));

    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("", "length"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CONTENT_REFUSED | {"choices":[{"message":{"content":"Sor"},"finish_reason":"content_filter"}],U}
          CONTENT_REFUSED | {"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}],U}
          OVERLOADED | {"choices":[{"message":{"content":""},"finish_reason":"insufficient_system_resource"}],U}
          GARBLED | {"choices":[],U}
          GARBLED | {"choices":[{"message":{"content":"  "},"finish_reason":"stop"}],U}
          GARBLED | {"error":{"message":"secret prompt","type":"server_error"},U}
          GARBLED | {"error":"secret prompt",U}
          """)
  void anUnusableAnswerKeepsWhatItCost(FailureClass failure, String body) {
    String usage = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}";

    Outcome outcome = protocol.decode(ok(body.replace("U", usage)));

    assertThat(outcome.failure()).isEqualTo(failure);
    assertThat(outcome.answer()).isNull();
    assertThat(outcome.detail()).isNotBlank().doesNotContain("secret");
    assertThat(outcome.usage()).isEqualTo(new Usage(3, 4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/html | <html>Welcome</html>
          application/json | {"choices":[{"message":{"content":"Fo
          application/json | [1]
          application/json | {} {}
          text/plain | {"choices":[{"message":{"content":"Four"},"finish_reason":"stop"}]}
          """)
  void whatIsNoJsonObjectIsGarbled(String contentType, String body) {
    Outcome outcome = protocol.decode(Given.response(200, body, "Content-Type", contentType));

    assertThat(outcome.failure()).isEqualTo(FailureClass.GARBLED);
    assertThat(outcome.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void anAnswerTooLongForItsReadersIsGarbledAndCounted() {
    String body =
        "{\"choices\":[{\"message\":{\"content\":\"TEXT\"},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";

    Outcome longest = protocol.decode(ok(body.replace("TEXT", "\\\"".repeat(1 << 19))));
    Outcome tooLong = protocol.decode(ok(body.replace("TEXT", "\\\"".repeat(1 << 20))));

    assertThat(longest.answer().text()).hasSize(1 << 19);
    assertThat(tooLong.failure()).isEqualTo(FailureClass.GARBLED);
    assertThat(tooLong.usage()).isEqualTo(new Usage(3, 4));
  }

  @Test
  void aModelsNameIsKeptAsFarAsTablesHoldIt() {
    String body = "{\"model\":\"MODEL\",\"choices\":[{\"message\":{\"content\":\"Four\"}}]}";

    assertThat(protocol.decode(ok(body.replace("MODEL", "gpt\\u0000-4"))).model())
        .isEqualTo("gpt-4");
    assertThat(protocol.decode(ok(body.replace("MODEL", "x".repeat(1_000)))).model()).hasSize(200);
    assertThat(protocol.decode(ok(body.replace("MODEL", "\\u0000"))).model()).isNull();
  }

  @Test
  void deepNestingIsGarbledAndNoCrash() {
    Outcome outcome = protocol.decode(ok("{\"a\":" + "[".repeat(100_000)));

    assertThat(outcome.failure()).isEqualTo(FailureClass.GARBLED);
  }
}
