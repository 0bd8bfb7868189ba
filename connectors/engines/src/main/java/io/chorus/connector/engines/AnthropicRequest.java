package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.ResponseFormat;
import io.chorus.contracts.Tool;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Tools;

/** The body of a message's request. */
final class AnthropicRequest {
  /** Anthropic requires a limit. */
  static final int DEFAULT_MAX_TOKENS = 4_096;

  private static final double MAX_TEMPERATURE = 1.0;

  private AnthropicRequest() {}

  static ObjectNode body(String model, ChatRequest asked) {
    ChatRequest request = asked.responseFormat() == null ? asked : inWords(asked);
    ObjectNode body = EngineJson.object().put("model", model);
    body.put("max_tokens", request.maxTokens() == null ? DEFAULT_MAX_TOKENS : request.maxTokens());
    String system = SystemText.of(request);
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    putMessages(body.putArray("messages"), request);
    putSampling(body, request);
    if (!request.stop().isEmpty()) {
      request.stop().forEach(body.putArray("stop_sequences")::add);
    }
    if (request.responseFormat() != null) {
      ObjectNode format = body.putObject("output_config").putObject("format");
      format.put("type", "json_schema").set("schema", request.responseFormat().schema());
    }
    if (request.tools() != null) {
      putTools(body, request.tools());
    }
    return body;
  }

  /** A schema there is always strict: one that is not may hold what Anthropic would refuse. */
  private static ChatRequest inWords(ChatRequest request) {
    ResponseFormat format = request.responseFormat();
    return format.schema() != null && format.isStrict() ? request : JsonInWords.told(request, null);
  }

  /** Results of calls that were made together must come together. */
  private static void putMessages(ArrayNode messages, ChatRequest request) {
    ArrayNode results = null;
    for (ChatMessage message : SystemText.without(request)) {
      if (message.role().equals("tool")) {
        results = results == null ? blocks(messages, "user") : results;
        addResult(results.addObject(), message);
      } else {
        results = null;
        addMessage(messages, message);
      }
    }
  }

  private static ArrayNode blocks(ArrayNode messages, String role) {
    return messages.addObject().put("role", role).putArray("content");
  }

  private static void addMessage(ArrayNode messages, ChatMessage message) {
    if (message.toolCalls().isEmpty()) {
      messages.addObject().put("role", message.role()).put("content", message.content());
      return;
    }
    ArrayNode blocks = blocks(messages, message.role());
    if (!message.content().isBlank()) {
      blocks.addObject().put("type", "text").put("text", message.content());
    }
    message.toolCalls().forEach(call -> addCall(blocks.addObject(), call));
  }

  private static void addCall(ObjectNode block, ToolCall call) {
    block.put("type", "tool_use").put("id", id(call.id())).put("name", call.name());
    block.set("input", EngineJson.objectOf(call.arguments()));
  }

  private static void addResult(ObjectNode block, ChatMessage result) {
    block
        .put("type", "tool_result")
        .put("tool_use_id", id(result.toolCallId()))
        .put("content", result.content());
  }

  /** Other engines name calls with characters that Anthropic refuses. */
  private static String id(String id) {
    return id.replaceAll("[^a-zA-Z0-9_-]", "_");
  }

  /** Newer models refuse temperature and top_p together. */
  private static void putSampling(ObjectNode body, ChatRequest request) {
    if (request.temperature() != null) {
      body.put("temperature", Math.min(MAX_TEMPERATURE, request.temperature()));
    } else if (request.topP() != null) {
      body.put("top_p", request.topP());
    }
  }

  private static void putTools(ObjectNode body, Tools tools) {
    ArrayNode list = body.putArray("tools");
    tools.offered().forEach(tool -> addTool(list.addObject(), tool));
    boolean oneAtATime = Boolean.FALSE.equals(tools.parallel());
    if (tools.choice() == null && !oneAtATime) {
      return;
    }
    ObjectNode choice = body.putObject("tool_choice").put("type", type(tools.choice()));
    if (tools.named() != null) {
      choice.put("name", tools.named());
    }
    if (oneAtATime && tools.choice() != Tools.Choice.NONE) {
      choice.put("disable_parallel_tool_use", true);
    }
  }

  private static String type(Tools.Choice choice) {
    return switch (choice == null ? Tools.Choice.AUTO : choice) {
      case AUTO -> "auto";
      case NONE -> "none";
      case REQUIRED -> "any";
      case NAMED -> "tool";
    };
  }

  private static void addTool(ObjectNode node, Tool tool) {
    node.put("name", tool.name());
    if (tool.description() != null) {
      node.put("description", tool.description());
    }
    if (tool.parameters() == null) {
      node.putObject("input_schema").put("type", "object");
    } else {
      node.set("input_schema", tool.parameters());
    }
    if (tool.strict() != null) {
      node.put("strict", tool.strict());
    }
  }
}
