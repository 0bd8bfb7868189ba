package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Chat completions as OpenAI, DeepSeek and Qwen's compatible mode speak them. */
final class OpenAiProtocol implements Protocol {
  private static final String BEARER = "Bearer ";
  private static final Set<String> ROLES =
      new TreeSet<>(Set.of("system", "developer", "user", "assistant", "tool", "function"));

  @Override
  public String apiKey(HttpServerRequest request) {
    String value = request.headers().get(HttpHeaders.AUTHORIZATION);
    return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).strip()
        : null;
  }

  @Override
  public Asked read(HttpServerRequest request, String pathModel, JsonNode body)
      throws RefusedException {
    Conversation conversation = new Conversation(ROLES);
    for (JsonNode message : Bodies.requiredList(body, "messages")) {
      conversation.add(message.path("role").asText(), content(message));
    }
    Bodies.refuseStream(body);
    return conversation.asks(Bodies.requiredText(body, "model"));
  }

  private static String content(JsonNode message) throws RefusedException {
    boolean callsTools = message.path("content").isNull() && message.has("tool_calls");
    return callsTools ? "" : Bodies.text(message.path("content"), "messages.content");
  }

  @Override
  public ObjectNode answer(Reply reply) {
    ObjectNode body =
        Bodies.object()
            .put("id", "chatcmpl-" + reply.id())
            .put("object", "chat.completion")
            .put("created", Instant.now().getEpochSecond())
            .put("model", reply.model());
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", reply.text())
        .putNull("refusal")
        .putArray("annotations");
    choice.putNull("logprobs").put("finish_reason", "stop");
    ObjectNode usage =
        body.putObject("usage")
            .put("prompt_tokens", reply.tokensIn())
            .put("completion_tokens", reply.tokensOut())
            .put("total_tokens", reply.tokensIn() + reply.tokensOut());
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    return body.put("system_fingerprint", "fp_emulator");
  }

  @Override
  public ObjectNode error(Failure failure) {
    ObjectNode body = Bodies.object();
    body.putObject("error")
        .put("message", failure.message())
        .put("type", type(failure.status()))
        .putNull("param")
        .put("code", code(failure));
    return body;
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "requests";
      case 500 -> "server_error";
      default -> "invalid_request_error";
    };
  }

  private static String code(Failure failure) {
    return switch (failure.status()) {
      case 401 -> "invalid_api_key";
      case 404 -> "unknown_url";
      case 413 -> "request_too_large";
      case 429 -> failure.engine().equals("qwen") ? "Throttling.RateQuota" : "rate_limit_exceeded";
      default -> null;
    };
  }

  @Override
  public Map.Entry<String, String> requestId(String id) {
    return Map.entry("x-request-id", "req_" + id);
  }

  @Override
  public Map<String, String> retryHeaders() {
    return Map.of("retry-after", "1", "retry-after-ms", "1000");
  }
}
