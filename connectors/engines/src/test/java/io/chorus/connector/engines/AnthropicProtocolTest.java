package io.chorus.connector.engines;

import static io.chorus.connector.engines.Given.json;
import static io.chorus.connector.engines.Given.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicProtocolTest {
  private static final URI BASE = URI.create("https://api.anthropic.com/");

  private final AnthropicProtocol protocol = new AnthropicProtocol();

  @Test
  void everyWishIsEncodedAsFarAsItIsKnownThere() {
    WireRequest wire =
        protocol.encode(BASE, "claude-3-5-haiku-latest", Given.fullRequest(), "sk-ant-1", false);

    assertThat(wire.uri()).isEqualTo("https://api.anthropic.com/v1/messages");
    assertThat(wire.headers())
        .containsEntry("x-api-key", "sk-ant-1")
        .containsEntry("anthropic-version", "2023-06-01");
    assertThat(json(wire.body().toString()))
        .isEqualTo(
            json(
                """
                {"model":"claude-3-5-haiku-latest","max_tokens":50,
                 "system":"Be brief.\\n\\nAnswer in words.",
                 "messages":[
                  {"role":"user","content":"Two and two?"},
                  {"role":"assistant","content":"4"},
                  {"role":"user","content":"Three and \\"three\\"?"}],
                 "temperature":1.0,"stop_sequences":["END","\\n\\n"]}"""));
  }

  @Test
  void theRequiredLimitIsAlwaysThere() {
    WireRequest wire = protocol.encode(BASE, "claude", Given.plainRequest(), "k", false);

    assertThat(wire.body().properties())
        .extracting("key")
        .containsExactly("model", "max_tokens", "messages");
    assertThat(wire.body().path("max_tokens").asInt()).isEqualTo(4_096);
  }

  @Test
  void topPGoesAlone() {
    ChatRequest request =
        new ChatRequest(List.of(new ChatMessage("user", "Hi")), null, null, 0.5, List.of(), null);

    WireRequest wire = protocol.encode(BASE, "claude", request, "k", false);

    assertThat(wire.body().path("top_p").asDouble()).isEqualTo(0.5);
  }

  @Test
  void anAnswerIsDecoded() {
    Outcome outcome =
        protocol.decode(
            ok(
                """
                {"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant",
                 "model":"claude-3-5-haiku-20241022",
                 "content":[{"type":"thinking","thinking":"hm","signature":"x"},
                   {"type":"text","text":"Fo"},{"type":"text","text":"ur."}],
                 "stop_reason":"end_turn","stop_sequence":null,
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":20,
                   "cache_read_input_tokens":30,"output_tokens":4}}"""));

    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("Four.", "stop"));
    assertThat(outcome.model()).isEqualTo("claude-3-5-haiku-20241022");
    assertThat(outcome.usage()).isEqualTo(new Usage(60, 4, 30, 0));
  }

  @ParameterizedTest
  @CsvSource({"max_tokens, length", "stop_sequence, stop", "something_new, stop"})
  void stopReasonsAreToldInOpenAisWords(String stopReason, String finishReason) {
    Outcome outcome =
        protocol.decode(
            ok(
                """
                {"content":[{"type":"text","text":"Four"}],"stop_reason":"REASON"}"""
                    .replace("REASON", stopReason)));

    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("Four", finishReason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CONTENT_REFUSED | {"content":[],"stop_reason":"refusal",U}
          GARBLED | {"content":[],"stop_reason":"end_turn",U}
          GARBLED | {"type":"message",U}
          GARBLED | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},U}
          """)
  void anUnusableAnswerKeepsWhatItCost(FailureClass failure, String body) {
    String usage = "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}";

    Outcome outcome = protocol.decode(ok(body.replace("U", usage)));

    assertThat(outcome.failure()).isEqualTo(failure);
    assertThat(outcome.usage()).isEqualTo(new Usage(3, 4));
  }
}
