package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Tool;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Tools;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The body of generateContent. */
final class GeminiRequest {
  /** Models that ask for no thought signature beside the calls that come back to them. */
  private static final Pattern WITHOUT_SIGNATURES = Pattern.compile("gemini-[12]\\b.*");

  /** Stands, in Gemini's own words, for the signature of a call that another model made. */
  private static final String FOREIGN = "skip_thought_signature_validator";

  private final boolean needsSignatures;
  private final Map<String, String> namesOfCalls = new HashMap<>();

  private GeminiRequest(String model) {
    needsSignatures = !WITHOUT_SIGNATURES.matcher(model).matches();
  }

  static ObjectNode body(String model, ChatRequest request) {
    ObjectNode body = EngineJson.object();
    String system = SystemText.of(request);
    if (!system.isEmpty()) {
      body.putObject("systemInstruction").putArray("parts").addObject().put("text", system);
    }
    new GeminiRequest(model).putContents(body.putArray("contents"), request);
    ObjectNode config = config(request);
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    if (request.tools() != null) {
      putTools(body, request.tools());
    }
    return body;
  }

  /** Results of calls that were made together must come together. */
  private void putContents(ArrayNode contents, ChatRequest request) {
    ArrayNode results = null;
    for (ChatMessage message : SystemText.without(request)) {
      if (message.role().equals("tool")) {
        results = results == null ? parts(contents, "user") : results;
        addResult(results.addObject().putObject("functionResponse"), message);
      } else {
        results = null;
        addMessage(contents, message);
      }
    }
  }

  private static ArrayNode parts(ArrayNode contents, String role) {
    return contents.addObject().put("role", role).putArray("parts");
  }

  private void addMessage(ArrayNode contents, ChatMessage message) {
    ArrayNode parts = parts(contents, message.role().equals("assistant") ? "model" : "user");
    if (message.toolCalls().isEmpty() || !message.content().isBlank()) {
      parts.addObject().put("text", message.content());
    }
    boolean first = true;
    for (ToolCall call : message.toolCalls()) {
      addCall(parts.addObject(), call, first);
      first = false;
    }
  }

  private void addCall(ObjectNode part, ToolCall call, boolean first) {
    namesOfCalls.put(call.id(), call.name());
    part.putObject("functionCall")
        .put("name", call.name())
        .set("args", EngineJson.objectOf(call.arguments()));
    if (call.signature() != null) {
      part.put("thoughtSignature", call.signature());
    } else if (first && needsSignatures) {
      part.put("thoughtSignature", FOREIGN);
    }
  }

  private void addResult(ObjectNode response, ChatMessage result) {
    response.put("name", namesOfCalls.getOrDefault(result.toolCallId(), result.toolCallId()));
    JsonNode value = EngineJson.objectOf(result.content());
    if (value.isEmpty()) {
      response.putObject("response").put("result", result.content());
    } else {
      response.set("response", value);
    }
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
    if (request.presencePenalty() != null) {
      config.put("presencePenalty", request.presencePenalty());
    }
    if (request.frequencyPenalty() != null) {
      config.put("frequencyPenalty", request.frequencyPenalty());
    }
    if (request.responseFormat() != null) {
      config.put("responseMimeType", "application/json");
      if (request.responseFormat().schema() != null) {
        config.set("responseJsonSchema", request.responseFormat().schema());
      }
    }
    return config;
  }

  private static void putTools(ObjectNode body, Tools tools) {
    ArrayNode list = body.putArray("tools").addObject().putArray("functionDeclarations");
    tools.offered().forEach(tool -> addTool(list.addObject(), tool));
    if (tools.choice() != null) {
      ObjectNode config = body.putObject("toolConfig").putObject("functionCallingConfig");
      config.put("mode", mode(tools.choice()));
      if (tools.named() != null) {
        config.putArray("allowedFunctionNames").add(tools.named());
      }
    }
  }

  private static String mode(Tools.Choice choice) {
    return switch (choice) {
      case AUTO -> "AUTO";
      case NONE -> "NONE";
      case REQUIRED, NAMED -> "ANY";
    };
  }

  private static void addTool(ObjectNode node, Tool tool) {
    node.put("name", tool.name());
    if (tool.description() != null) {
      node.put("description", tool.description());
    }
    if (tool.parameters() != null) {
      node.set("parametersJsonSchema", tool.parameters());
    }
  }
}
