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

class GeminiProtocolTest {
  private static final URI BASE = URI.create("https://generativelanguage.googleapis.com");

  private final GeminiProtocol protocol = new GeminiProtocol();

  @Test
  void everyWishIsEncoded() {
    WireRequest wire =
        protocol.encode(BASE, "gemini-2.0-flash", Given.fullRequest(), "AIza1", false);

    assertThat(wire.uri())
        .isEqualTo(
            "https://generativelanguage.googleapis.com"
                + "/v1beta/models/gemini-2.0-flash:generateContent");
    assertThat(wire.headers()).containsEntry("x-goog-api-key", "AIza1");
    assertThat(json(wire.body().toString()))
        .isEqualTo(
            json(
                """
                {"systemInstruction":{"parts":[{"text":"Be brief.\\n\\nAnswer in words."}]},
                 "contents":[
                  {"role":"user","parts":[{"text":"Two and two?"}]},
                  {"role":"model","parts":[{"text":"4"}]},
                  {"role":"user","parts":[{"text":"Three and \\"three\\"?"}]}],
                 "generationConfig":{"maxOutputTokens":50,"temperature":1.5,"topP":0.9,
                  "stopSequences":["END","\\n\\n"],"seed":7}}"""));
  }

  @Test
  void whatIsNotWishedIsNotSent() {
    WireRequest wire = protocol.encode(BASE, "gemini-2.0-flash", Given.plainRequest(), "k", false);

    assertThat(wire.body().properties()).extracting("key").containsExactly("contents");
  }

  @Test
  void aModelNameStaysOneSegmentOfThePath() {
    WireRequest wire = protocol.encode(BASE, "../a b", Given.plainRequest(), "k", false);

    assertThat(wire.uri()).endsWith("/v1beta/models/..%2Fa%20b:generateContent");
  }

  @Test
  void anAnswerIsDecodedWithoutItsThoughts() {
    Outcome outcome =
        protocol.decode(
            ok(
                """
                {"candidates":[{"content":{"parts":[{"text":"hm","thought":true},
                   {"text":"Fo"},{"text":"ur."}],"role":"model"},
                   "finishReason":"STOP","avgLogprobs":-0.01}],
                 "usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":3,
                   "thoughtsTokenCount":20,"totalTokenCount":31},
                 "modelVersion":"gemini-2.0-flash-001","responseId":"x"}"""));

    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("Four.", "stop"));
    assertThat(outcome.model()).isEqualTo("gemini-2.0-flash-001");
    assertThat(outcome.usage()).isEqualTo(new Usage(8, 23, 0, 20));
  }

  @Test
  void thoughtsCanUseUpAllTokens() {
    Outcome outcome =
        protocol.decode(ok("{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\",\"index\":0}]}"));

    assertThat(outcome.answer()).isEqualTo(new ChatAnswer("", "length"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CONTENT_REFUSED | {"promptFeedback":{"blockReason":"SAFETY"},U}
          CONTENT_REFUSED | {"candidates":[{"finishReason":"SAFETY"}],U}
          CONTENT_REFUSED | {"candidates":[{"finishReason":"RECITATION"}],U}
          GARBLED | {"candidates":[{"finishReason":"OTHER"}],U}
          GARBLED | {"candidates":[],U}
          GARBLED | {U}
          GARBLED | {"error":{"code":500,"message":"x","status":"INTERNAL"},U}
          """)
  void anUnusableAnswerKeepsWhatItCost(FailureClass failure, String body) {
    String usage = "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}";

    Outcome outcome = protocol.decode(ok(body.replace("U}", usage + "}")));

    assertThat(outcome.failure()).isEqualTo(failure);
    assertThat(outcome.usage()).isEqualTo(new Usage(3, 4));
  }
}
