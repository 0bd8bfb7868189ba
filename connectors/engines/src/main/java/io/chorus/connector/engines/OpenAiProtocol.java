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
import java.util.regex.Pattern;

/** Chat completions as OpenAI, DeepSeek, Qwen, vLLM, SGLang, llama.cpp and Ollama speak them. */
final class OpenAiProtocol implements WireProtocol {
  /** OpenAI's own models; their reasoning ones refuse {@code max_tokens}. */
  private static final Pattern OPENAI_MODEL = Pattern.compile("(gpt-(?!oss)|chatgpt-|o[1-9]).*");

  @Override
  public WireRequest encode(URI baseUrl, String model, ChatRequest request, String key) {
    return new WireRequest(
        WireProtocol.under(baseUrl, "/chat/completions"),
        Map.of("Authorization", "Bearer " + key),
        body(model, request));
  }

  private static ObjectNode body(String model, ChatRequest request) {
    ObjectNode body = EngineJson.object().put("model", model);
    ArrayNode messages = body.putArray("messages");
    for (ChatMessage message : request.messages()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
    }
    if (request.maxTokens() != null) {
      body.put(limitName(model), request.maxTokens());
    }
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    if (request.topP() != null) {
      body.put("top_p", request.topP());
    }
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop")::add);
    }
    if (request.seed() != null) {
      body.put("seed", request.seed());
    }
    return body;
  }

  private static String limitName(String model) {
    return OPENAI_MODEL.matcher(model).matches() ? "max_completion_tokens" : "max_tokens";
  }

  @Override
  public Outcome answer(JsonNode body) {
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 without a choice");
    }
    String finish = choice.path("finish_reason").asText("stop");
    return switch (finish) {
      case "content_filter" ->
          Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 content_filter");
      case "insufficient_system_resource" ->
          Outcome.failed(FailureClass.OVERLOADED, "HTTP 200 insufficient_system_resource");
      default -> spoken(message, finish);
    };
  }

  private static Outcome spoken(JsonNode message, String finish) {
    if (WireProtocol.textOrNull(message.path("refusal")) != null) {
      return Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 refusal");
    }
    return WireProtocol.textAnswer(
        message.path("content").asText(""), finish.equals("length") ? "length" : "stop");
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("model"));
  }

  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    return new Usage(
        WireProtocol.tokens(usage.path("prompt_tokens")),
        WireProtocol.tokens(usage.path("completion_tokens")));
  }
}
