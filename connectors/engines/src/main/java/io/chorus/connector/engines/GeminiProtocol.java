package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gemini's generateContent. */
final class GeminiProtocol implements WireProtocol {

  @Override
  public WireRequest encode(
      URI baseUrl, String model, ChatRequest request, String key, boolean stream) {
    String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    String verb = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
    return new WireRequest(
        WireProtocol.under(baseUrl, "/v1beta/models/" + segment + verb),
        Map.of("x-goog-api-key", key),
        GeminiRequest.body(model, request));
  }

  @Override
  public StreamFold fold(Consumer<String> heard) {
    return new GeminiFold(heard);
  }

  @Override
  public Outcome answer(JsonNode body) {
    if (!body.path("promptFeedback").path("blockReason").isMissingNode()) {
      return Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 prompt blocked");
    }
    JsonNode candidate = body.path("candidates").path(0);
    if (!candidate.isObject()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 without a candidate");
    }
    return switch (candidate.path("finishReason").asText("STOP")) {
      case "STOP" -> WireProtocol.answered(allText(candidate), calls(body, candidate), false);
      case "MAX_TOKENS" -> WireProtocol.answered(allText(candidate), calls(body, candidate), true);
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE" ->
          Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 candidate blocked");
      default -> Outcome.failed(FailureClass.GARBLED, "HTTP 200 with an unusable candidate");
    };
  }

  private static String allText(JsonNode candidate) {
    StringBuilder text = new StringBuilder();
    candidate.path("content").path("parts").forEach(part -> text.append(text(part)));
    return text.toString();
  }

  /** What a part adds to the answer's text: thoughts are none of it. */
  static String text(JsonNode part) {
    return part.path("thought").asBoolean(false) ? "" : part.path("text").asText("");
  }

  /** Calls have no id there, or one of their own: results are found by it, so it must be unique. */
  private static List<ToolCall> calls(JsonNode body, JsonNode candidate) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode part : candidate.path("content").path("parts")) {
      JsonNode call = part.path("functionCall");
      if (call.isObject()) {
        String unique = "call_" + body.path("responseId").asText("") + "_" + calls.size();
        calls.add(
            new ToolCall(
                call.path("id").asText(unique),
                call.path("name").asText(""),
                call.path("args").isObject() ? call.path("args").toString() : "{}",
                WireProtocol.textOrNull(part.path("thoughtSignature"))));
      }
    }
    return calls;
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("modelVersion"));
  }

  /** Thoughts are billed as output, although they are counted apart. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usageMetadata");
    long thoughts = WireProtocol.tokens(usage.path("thoughtsTokenCount"));
    return new Usage(
        WireProtocol.tokens(usage.path("promptTokenCount"))
            + WireProtocol.tokens(usage.path("toolUsePromptTokenCount")),
        WireProtocol.tokens(usage.path("candidatesTokenCount")) + thoughts,
        WireProtocol.tokens(usage.path("cachedContentTokenCount")),
        thoughts);
  }
}
