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

/** Chat completions as OpenAI, DeepSeek, Qwen, vLLM, SGLang, llama.cpp and Ollama speak them. */
final class OpenAiProtocol implements WireProtocol {
  private final OpenAiRequest.Dialect dialect;

  OpenAiProtocol(OpenAiRequest.Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public WireRequest encode(
      URI baseUrl, String model, ChatRequest request, String key, boolean stream) {
    ObjectNode body = OpenAiRequest.body(dialect, model, request);
    if (stream) {
      body.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    return new WireRequest(
        WireProtocol.under(baseUrl, "/chat/completions"),
        Map.of("Authorization", "Bearer " + key),
        body);
  }

  @Override
  public StreamFold fold(Consumer<String> heard) {
    return new OpenAiFold(heard);
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
      default -> spoken(message, finish.equals("length"));
    };
  }

  private static Outcome spoken(JsonNode message, boolean truncated) {
    if (WireProtocol.textOrNull(message.path("refusal")) != null) {
      return Outcome.failed(FailureClass.CONTENT_REFUSED, "HTTP 200 refusal");
    }
    return WireProtocol.answered(
        message.path("content").asText(""), calls(message.path("tool_calls")), truncated);
  }

  private static List<ToolCall> calls(JsonNode nodes) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode node : nodes) {
      JsonNode function = node.path("function");
      calls.add(
          new ToolCall(
              node.path("id").asText("call_" + calls.size()),
              function.path("name").asText(""),
              function.path("arguments").asText("{}"),
              WireProtocol.textOrNull(node.at("/extra_content/google/thought_signature"))));
    }
    return calls;
  }

  @Override
  public String model(JsonNode body) {
    return WireProtocol.textOrNull(body.path("model"));
  }

  /** DeepSeek has a name of its own for what its cache had. */
  @Override
  public Usage usage(JsonNode body) {
    JsonNode usage = body.path("usage");
    return new Usage(
        WireProtocol.tokens(usage.path("prompt_tokens")),
        WireProtocol.tokens(usage.path("completion_tokens")),
        Math.max(
            WireProtocol.tokens(usage.path("prompt_tokens_details").path("cached_tokens")),
            WireProtocol.tokens(usage.path("prompt_cache_hit_tokens"))),
        WireProtocol.tokens(usage.path("completion_tokens_details").path("reasoning_tokens")));
  }
}
