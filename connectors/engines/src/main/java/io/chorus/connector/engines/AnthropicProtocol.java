package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Anthropic's messages. It knows no seed and no penalties: those wishes are dropped. */
final class AnthropicProtocol implements WireProtocol {

  @Override
  public WireRequest encode(
      URI baseUrl, String model, ChatRequest request, String key, boolean stream) {
    ObjectNode body = AnthropicRequest.body(model, request);
    if (stream) {
      body.put("stream", true);
    }
    return new WireRequest(
        WireProtocol.under(baseUrl, "/v1/messages"),
        Map.of("x-api-key", key, "anthropic-version", "2023-06-01"),
        body);
  }

  @Override
  public StreamFold fold(Consumer<String> heard) {
    return new AnthropicFold(heard);
  }

  @Override
  public Outcome answer(JsonNode body) {
    if (!body.path("content").isArray()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 without content");
    }
    return switch (body.path("stop_reason").asText("end_turn")) {
      case "refusal" -> Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 refusal");
      case "max_tokens", "model_context_window_exceeded" ->
          WireProtocol.answered(text(body), calls(body), true);
      default -> WireProtocol.answered(text(body), calls(body), false);
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

  private static List<ToolCall> calls(JsonNode body) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode block : body.path("content")) {
      if (block.path("type").asText().equals("tool_use")) {
        JsonNode input = block.path("input");
        calls.add(
            new ToolCall(
                block.path("id").asText("call_" + calls.size()),
                block.path("name").asText(""),
                input.isTextual()
                    ? input.textValue()
                    : input.isObject() ? input.toString() : "{}"));
      }
    }
    return calls;
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("model"));
  }

  /** Tokens read from or written to the cache are input too, counted apart from the rest. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    long cached = WireProtocol.tokens(usage.path("cache_read_input_tokens"));
    return new Usage(
        WireProtocol.tokens(usage.path("input_tokens"))
            + WireProtocol.tokens(usage.path("cache_creation_input_tokens"))
            + cached,
        WireProtocol.tokens(usage.path("output_tokens")),
        cached,
        0);
  }
}
