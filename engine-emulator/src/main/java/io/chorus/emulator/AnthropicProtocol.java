package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Anthropic's messages. */
final class AnthropicProtocol implements Protocol {
  private static final Set<String> ROLES = new TreeSet<>(Set.of("user", "assistant"));

  @Override
  public String apiKey(HttpServerRequest request) {
    return request.getHeader("x-api-key");
  }

  @Override
  public Asked read(HttpServerRequest request, String pathModel, JsonNode body)
      throws RefusedException {
    if (request.getHeader("anthropic-version") == null) {
      throw RefusedException.badRequest("anthropic-version: header is required");
    }
    if (!body.path("max_tokens").isIntegralNumber() || body.path("max_tokens").asLong() < 1) {
      throw RefusedException.badRequest("'max_tokens' must be a whole number of at least 1.");
    }
    Conversation conversation = new Conversation(ROLES);
    if (body.hasNonNull("system")) {
      conversation.addSystem(Bodies.text(body.path("system"), "system"));
    }
    for (JsonNode message : Bodies.requiredList(body, "messages")) {
      conversation.add(
          message.path("role").asText(), Bodies.text(message.path("content"), "messages.content"));
    }
    Bodies.refuseStream(body);
    return conversation.asks(Bodies.requiredText(body, "model"));
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body =
        Bodies.object()
            .put("id", "msg_" + reply.id())
            .put("type", "message")
            .put("role", "assistant")
            .put("model", reply.model());
    body.putArray("content").addObject().put("type", "text").put("text", reply.text());
    body.put("stop_reason", "end_turn").putNull("stop_sequence");
    body.putObject("usage")
        .put("input_tokens", reply.tokensIn())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", reply.tokensOut())
        .put("service_tier", "standard");
    return body;
  }

  @Override
  public ObjectNode error(Failure failure) {
    ObjectNode body = Bodies.object().put("type", "error");
    body.putObject("error").put("type", type(failure.status())).put("message", failure.message());
    return body.put("request_id", requestId(failure.id()).getValue());
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 500 -> "api_error";
      default -> "invalid_request_error";
    };
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("request-id", "req_" + id);
  }

  @Override
  public Map<String, String> retryHeaders() {
    return Map.of("retry-after", "1");
  }
}
