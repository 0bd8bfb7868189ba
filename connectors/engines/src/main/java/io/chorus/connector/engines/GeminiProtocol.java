package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Gemini's generateContent. */
final class GeminiProtocol implements WireProtocol {

  @Override
  public WireRequest encode(URI baseUrl, String model, ChatRequest request, String key) {
    String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    return new WireRequest(
        WireProtocol.under(baseUrl, "/v1beta/models/" + segment + ":generateContent"),
        Map.of("x-goog-api-key", key),
        body(request));
  }

  private static ObjectNode body(ChatRequest request) {
    ObjectNode body = EngineJson.object();
    String system = SystemText.of(request);
    if (!system.isEmpty()) {
      body.putObject("systemInstruction").putArray("parts").addObject().put("text", system);
    }
    ArrayNode contents = body.putArray("contents");
    for (ChatMessage message : SystemText.without(request)) {
      contents
          .addObject()
          .put("role", message.role().equals("assistant") ? "model" : "user")
          .putArray("parts")
          .addObject()
          .put("text", message.content());
    }
    ObjectNode config = config(request);
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    return body;
  }

  private static ObjectNode config(ChatRequest request) {
    ObjectNode config = EngineJson.object();
    if (request.maxTokens() != null) {
      config.put("maxOutputTokens", request.maxTokens());
    }
    if (request.temperature() != null) {
      config.put("temperature", request.temperature());
    }
    if (request.topP() != null) {
      config.put("topP", request.topP());
    }
    if (!request.stop().isEmpty()) {
      request.stop().forEach(config.putArray("stopSequences")::add);
    }
    if (request.seed() != null) {
      // seeds are 32 bits wide there; a wider one must fold to the same number each time
      config.put("seed", Long.hashCode(request.seed()));
    }
    return config;
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
      case "STOP" -> WireProtocol.textAnswer(text(candidate), "stop");
      case "MAX_TOKENS" -> WireProtocol.textAnswer(text(candidate), "length");
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE" ->
          Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 candidate blocked");
      default -> Outcome.failed(FailureClass.GARBLED, "HTTP 200 with an unusable candidate");
    };
  }

  private static String text(JsonNode candidate) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : candidate.path("content").path("parts")) {
      if (!part.path("thought").asBoolean(false)) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("modelVersion"));
  }

  /** Thoughts are billed as output, although they are counted apart. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usageMetadata");
    return new Usage(
        WireProtocol.tokens(usage.path("promptTokenCount"))
            + WireProtocol.tokens(usage.path("toolUsePromptTokenCount")),
        WireProtocol.tokens(usage.path("candidatesTokenCount"))
            + WireProtocol.tokens(usage.path("thoughtsTokenCount")));
  }
}
