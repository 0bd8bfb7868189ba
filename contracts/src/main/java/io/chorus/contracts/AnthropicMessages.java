package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The conversation of a body in Anthropic's form, brought into that of a chat completion: a message
 * of the system at its beginning, calls of tools beside the assistant's text, and each result a
 * message of its own. Used once.
 */
final class AnthropicMessages {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String MESSAGES = "messages";
  private static final String SYSTEM = "system";
  private static final String CONTENT = "content";
  private static final String TYPE = "type";
  private static final String NAME = "name";
  private static final String FUNCTION = "function";
  private static final String CALLS = "tool_calls";
  private static final String ERROR = "Error: ";

  private final Map<String, String> origins;
  private final ArrayNode messages = NODES.arrayNode();

  /**
   * @param origins is told where what comes of it was sent, by path
   */
  AnthropicMessages(Map<String, String> origins) {
    this.origins = origins;
  }

  /**
   * @param system null where there is none
   */
  ArrayNode transform(JsonNode system, JsonNode sent) {
    if (system != null) {
      origins.put(path(0) + "." + CONTENT, SYSTEM);
      add(SYSTEM, SYSTEM).set(CONTENT, withoutHints(system));
    }
    for (int i = 0; i < sent.size(); i++) {
      message(sent.get(i), path(i));
    }
    return messages;
  }

  private void message(JsonNode sent, String origin) {
    if (!sent.isObject() || !sent.path(CONTENT).isArray()) {
      origins.put(path(messages.size()), origin);
      messages.add(sent);
      return;
    }
    results(sent, origin);
    ObjectNode message = ((ObjectNode) sent).deepCopy();
    message.remove(CONTENT);
    origins.put(path(messages.size()), origin);
    ArrayNode parts = NODES.arrayNode();
    ArrayNode calls = NODES.arrayNode();
    for (int i = 0; i < sent.path(CONTENT).size(); i++) {
      JsonNode block = sent.path(CONTENT).get(i);
      String blockOrigin = origin + "." + CONTENT + "[" + i + "]";
      switch (block.path(TYPE).asText()) {
        case "tool_use" -> calls.add(call(block, calls.size(), blockOrigin));
        case "tool_result" -> {}
        default -> {
          origins.put(
              path(messages.size()) + "." + CONTENT + "[" + parts.size() + "]", blockOrigin);
          parts.add(withoutHint(block));
        }
      }
    }
    if (!parts.isEmpty() || sent.path(CONTENT).isEmpty()) {
      message.set(CONTENT, parts);
    }
    if (!calls.isEmpty()) {
      message.set(CALLS, calls);
    }
    if (message.has(CONTENT) || message.has(CALLS)) {
      messages.add(message);
    }
  }

  /** Each result is a message of its own, and comes before what the user says beside it. */
  private void results(JsonNode sent, String origin) {
    for (int i = 0; i < sent.path(CONTENT).size(); i++) {
      JsonNode block = sent.path(CONTENT).get(i);
      if (block.path(TYPE).asText().equals("tool_result")) {
        String blockOrigin = origin + "." + CONTENT + "[" + i + "]";
        origins.put(path(messages.size()) + ".tool_call_id", blockOrigin + ".tool_use_id");
        ObjectNode result = add("tool", blockOrigin);
        if (block.has("tool_use_id")) {
          result.set("tool_call_id", block.get("tool_use_id"));
        }
        result.set(CONTENT, result(block));
      }
    }
  }

  /** No other engine knows of results that say by a flag that they are errors. */
  private static JsonNode result(JsonNode block) {
    JsonNode content = withoutHints(block.path(CONTENT));
    if (content.isMissingNode()) {
      return NODES.textNode("");
    }
    if (!block.path("is_error").asBoolean()) {
      return content;
    }
    if (content.isTextual()) {
      return NODES.textNode(ERROR + content.textValue());
    }
    if (content.path(0).path("text").isTextual()) {
      ((ObjectNode) content.get(0)).put("text", ERROR + content.get(0).path("text").textValue());
    }
    return content;
  }

  private ObjectNode call(JsonNode block, int index, String origin) {
    String path = path(messages.size()) + "." + CALLS + "[" + index + "]";
    origins.put(path, origin);
    origins.put(path + "." + FUNCTION, origin);
    origins.put(path + "." + FUNCTION + ".arguments", origin + ".input");
    ObjectNode function = NODES.objectNode();
    if (block.has(NAME)) {
      function.set(NAME, block.get(NAME));
    }
    function.put("arguments", block.path("input").toString());
    ObjectNode call = NODES.objectNode().put(TYPE, FUNCTION);
    if (block.has("id")) {
      call.set("id", block.get("id"));
    }
    return call.set(FUNCTION, function);
  }

  private ObjectNode add(String role, String origin) {
    origins.put(path(messages.size()), origin);
    return messages.addObject().put("role", role);
  }

  private static String path(int message) {
    return MESSAGES + "[" + message + "]";
  }

  private static JsonNode withoutHints(JsonNode content) {
    if (!content.isArray()) {
      return content;
    }
    ArrayNode parts = NODES.arrayNode();
    content.forEach(part -> parts.add(withoutHint(part)));
    return parts;
  }

  private static JsonNode withoutHint(JsonNode part) {
    if (!part.has(AnthropicForm.CACHE_HINT)) {
      return part;
    }
    ObjectNode copy = part.deepCopy();
    copy.remove(AnthropicForm.CACHE_HINT);
    return copy;
  }
}
