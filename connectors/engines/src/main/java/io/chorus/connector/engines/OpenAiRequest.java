package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.ResponseFormat;
import io.chorus.contracts.Tool;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Tools;
import java.util.Locale;
import java.util.regex.Pattern;

/** The body of a chat completion's request. */
final class OpenAiRequest {
  /** OpenAI's own models; their reasoning ones refuse {@code max_tokens}. */
  private static final Pattern OPENAI_MODEL = Pattern.compile("(gpt-(?!oss)|chatgpt-|o[1-9]).*");

  /** Who is spoken to, where it makes a difference. */
  enum Dialect {
    /** Also every server that is compatible. */
    OPENAI,
    /** Knows JSON, but no schema. */
    DEEPSEEK,
    /** Knows a schema only where it is strict. */
    QWEN;

    boolean knowsSchema(ResponseFormat format) {
      return switch (this) {
        case OPENAI -> true;
        case DEEPSEEK -> false;
        case QWEN -> format.isStrict();
      };
    }
  }

  private OpenAiRequest() {}

  static ObjectNode body(Dialect dialect, String model, ChatRequest asked) {
    ChatRequest request = asked.responseFormat() == null ? asked : inWords(dialect, asked);
    ObjectNode body = EngineJson.object().put("model", model);
    ArrayNode messages = body.putArray("messages");
    for (ChatMessage message : request.messages()) {
      addMessage(messages.addObject(), message);
    }
    putSampling(body, model, request);
    if (request.responseFormat() != null) {
      putFormat(body.putObject("response_format"), request.responseFormat());
    }
    if (request.tools() != null) {
      putTools(body, dialect, request.tools());
    }
    return body;
  }

  /** Without the word JSON in it a request for JSON is refused. */
  private static ChatRequest inWords(Dialect dialect, ChatRequest request) {
    ResponseFormat format = request.responseFormat();
    boolean hasSchema = format.schema() != null && dialect.knowsSchema(format);
    boolean saysSo = format.schema() == null && JsonInWords.isSaidBy(request);
    return hasSchema || saysSo ? request : JsonInWords.told(request, ResponseFormat.JSON_OBJECT);
  }

  private static void addMessage(ObjectNode node, ChatMessage message) {
    node.put("role", message.role());
    if (message.toolCalls().isEmpty() || !message.content().isEmpty()) {
      node.put("content", message.content());
    } else {
      node.putNull("content");
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      message.toolCalls().forEach(call -> addCall(calls.addObject(), call));
    }
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
  }

  private static void addCall(ObjectNode node, ToolCall call) {
    node.put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
  }

  private static void putSampling(ObjectNode body, String model, ChatRequest request) {
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
    if (request.presencePenalty() != null) {
      body.put("presence_penalty", request.presencePenalty());
    }
    if (request.frequencyPenalty() != null) {
      body.put("frequency_penalty", request.frequencyPenalty());
    }
  }

  private static String limitName(String model) {
    return OPENAI_MODEL.matcher(model).matches() ? "max_completion_tokens" : "max_tokens";
  }

  private static void putFormat(ObjectNode node, ResponseFormat format) {
    if (format.schema() == null) {
      node.put("type", "json_object");
      return;
    }
    ObjectNode schema = node.put("type", "json_schema").putObject("json_schema");
    schema.put("name", format.name());
    if (format.description() != null) {
      schema.put("description", format.description());
    }
    schema.set("schema", format.schema());
    if (format.strict() != null) {
      schema.put("strict", format.strict());
    }
  }

  private static void putTools(ObjectNode body, Dialect dialect, Tools tools) {
    ArrayNode list = body.putArray("tools");
    tools.offered().forEach(tool -> addTool(list.addObject(), dialect, tool));
    if (tools.choice() == Tools.Choice.NAMED) {
      body.putObject("tool_choice")
          .put("type", "function")
          .putObject("function")
          .put("name", tools.named());
    } else if (tools.choice() != null) {
      body.put("tool_choice", tools.choice().name().toLowerCase(Locale.ROOT));
    }
    if (tools.parallel() != null) {
      body.put("parallel_tool_calls", tools.parallel());
    }
  }

  private static void addTool(ObjectNode node, Dialect dialect, Tool tool) {
    ObjectNode function = node.put("type", "function").putObject("function");
    function.put("name", tool.name());
    if (tool.description() != null) {
      function.put("description", tool.description());
    }
    if (tool.parameters() != null) {
      function.set("parameters", tool.parameters());
    }
    if (tool.strict() != null && dialect == Dialect.OPENAI) {
      function.put("strict", tool.strict());
    }
  }
}
