package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.util.Map;

/** Anthropic's messages. It knows no seed: that wish is dropped. */
final class AnthropicProtocol implements WireProtocol {
  /** Anthropic requires a limit. */
  static final int DEFAULT_MAX_TOKENS = 4_096;

  private static final double MAX_TEMPERATURE = 1.0;

  @Override
  public WireRequest encode(URI baseUrl, String model, ChatRequest request, String key) {
    return new WireRequest(
        WireProtocol.under(baseUrl, "/v1/messages"),
        Map.of("x-api-key", key, "anthropic-version", "2023-06-01"),
        body(model, request));
  }

  private static ObjectNode body(String model, ChatRequest request) {
    ObjectNode body = EngineJson.object().put("model", model);
    body.put("max_tokens", request.maxTokens() == null ? DEFAULT_MAX_TOKENS : request.maxTokens());
    String system = SystemText.of(request);
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    ArrayNode messages = body.putArray("messages");
    for (ChatMessage message : SystemText.without(request)) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    putSampling(body, request);
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop_sequences")::add);
    }
    return body;
  }

  /** Newer models refuse temperature and top_p together. */
  private static void putSampling(ObjectNode body, ChatRequest request) {
    if (request.temperature() != null) {
      body.put("temperature", Math.min(MAX_TEMPERATURE, request.temperature()));
    } else if (request.topP() != null) {
      body.put("top_p", request.topP());
    }
  }

  @Override
  public Outcome answer(JsonNode body) {
    if (!body.path("content").isArray()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 without content");
    }
    return switch (body.path("stop_reason").asText("end_turn")) {
      case "refusal" -> Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 refusal");
      case "max_tokens", "model_context_window_exceeded" ->
          WireProtocol.textAnswer(text(body), "length");
      default -> WireProtocol.textAnswer(text(body), "stop");
    };
  }

  private static String text(JsonNode body) {
    StringBuilder text = new StringBuilder();
    for (JsonNode block : body.path("content")) {
      if (block.path("type").asText().equals("text")) {
        text.append(block.path("text").asText(""));
      }
    }
    return text.toString();
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("model"));
  }

  /** Tokens read from or written to the cache are input too, counted apart from the rest. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    return new Usage(
        WireProtocol.tokens(usage.path("input_tokens"))
            + WireProtocol.tokens(usage.path("cache_creation_input_tokens"))
            + WireProtocol.tokens(usage.path("cache_read_input_tokens")),
        WireProtocol.tokens(usage.path("output_tokens")));
  }
}
