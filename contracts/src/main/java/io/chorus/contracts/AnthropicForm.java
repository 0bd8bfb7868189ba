package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A body in the form of Anthropic's messages ({@code POST /v1/messages}), brought into that of a
 * chat completion: {@code system}, {@code stop_sequences}, blocks of the types {@code tool_use} and
 * {@code tool_result}, tools with an {@code input_schema}, and {@code tool_choice} by type. Hints
 * for an engine's prompt cache are left out. What has no counterpart stays as it is, so that the
 * schema refuses it; problems are told where the sender wrote what is wrong. Never throws, whatever
 * the body holds. Not thread-safe.
 */
final class AnthropicForm {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String MESSAGES = "messages";
  private static final String SYSTEM = "system";
  private static final String CONTENT = "content";
  private static final String TYPE = "type";
  private static final String NAME = "name";
  private static final String STOP = "stop";
  private static final String STOPS = "stop_sequences";
  private static final String TOOLS = "tools";
  private static final String CHOICE = "tool_choice";
  private static final String SCHEMA = "input_schema";
  private static final String FUNCTION = "function";
  static final String CACHE_HINT = "cache_control";
  private static final Set<String> BLOCKS = Set.of("tool_use", "tool_result");

  private final ObjectNode body;

  /** Paths in the body as it was sent, by their paths in the one that comes of it. */
  private final Map<String, String> origins = new HashMap<>();

  private AnthropicForm(ObjectNode body) {
    this.body = body;
  }

  /** Brings a clean body into the other form, in place, where it is in this one. */
  static AnthropicForm transform(ObjectNode body) {
    AnthropicForm form = new AnthropicForm(body);
    if (isAnthropics(body)) {
      form.transform();
    }
    return form;
  }

  /** The same problem, where the sender finds it. */
  Problem asSent(Problem problem) {
    String field = problem.field();
    for (int end = field.length(); end > 0; end = parent(field, end)) {
      String origin = origins.get(field.substring(0, end));
      if (origin != null) {
        return new Problem(origin + field.substring(end), problem.reason(), problem.allowed());
      }
    }
    return problem;
  }

  private static int parent(String path, int end) {
    return Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1));
  }

  private static boolean isAnthropics(ObjectNode body) {
    return body.has(SYSTEM)
        || body.has(STOPS)
        || (body.path(CHOICE).isObject() && !body.path(CHOICE).has(FUNCTION))
        || any(body.path(TOOLS), tool -> tool.has(SCHEMA))
        || any(
            body.path(MESSAGES),
            message ->
                any(message.path(CONTENT), block -> BLOCKS.contains(block.path(TYPE).asText())));
  }

  private static boolean any(JsonNode list, Predicate<JsonNode> holds) {
    for (JsonNode element : list) {
      if (holds.test(element)) {
        return true;
      }
    }
    return false;
  }

  private void transform() {
    stops();
    tools();
    choice();
    if (body.path(MESSAGES).isArray()) {
      AnthropicMessages messages = new AnthropicMessages(origins);
      body.set(MESSAGES, messages.transform(body.remove(SYSTEM), body.path(MESSAGES)));
    }
  }

  private void stops() {
    if (body.has(STOPS) && !body.has(STOP)) {
      body.set(STOP, body.remove(STOPS));
      origins.put(STOP, STOPS);
    }
  }

  private void tools() {
    if (!body.path(TOOLS).isArray()) {
      return;
    }
    ArrayNode tools = NODES.arrayNode();
    for (JsonNode tool : body.path(TOOLS)) {
      tools.add(tool.has(SCHEMA) ? tool((ObjectNode) tool, tools.size()) : tool);
    }
    body.set(TOOLS, tools);
  }

  private ObjectNode tool(ObjectNode sent, int index) {
    String origin = TOOLS + "[" + index + "]";
    origins.put(origin + "." + FUNCTION, origin);
    origins.put(origin + "." + FUNCTION + ".parameters", origin + "." + SCHEMA);
    ObjectNode function = sent.deepCopy();
    function.remove(CACHE_HINT);
    if (function.path(TYPE).asText().equals("custom")) {
      function.remove(TYPE);
    }
    function.set("parameters", function.remove(SCHEMA));
    return NODES.objectNode().put(TYPE, FUNCTION).set(FUNCTION, function);
  }

  private void choice() {
    if (!body.path(CHOICE).isObject()) {
      return;
    }
    ObjectNode sent = (ObjectNode) body.path(CHOICE);
    switch (sent.path(TYPE).asText()) {
      case "auto", "none" -> body.put(CHOICE, sent.path(TYPE).asText());
      case "any" -> body.put(CHOICE, "required");
      case "tool" -> named(sent);
      default -> {
        return;
      }
    }
    JsonNode alone = sent.path("disable_parallel_tool_use");
    if (alone.isBoolean()) {
      body.put("parallel_tool_calls", !alone.booleanValue());
    }
  }

  private void named(ObjectNode sent) {
    ObjectNode function = NODES.objectNode();
    if (sent.has(NAME)) {
      function.set(NAME, sent.get(NAME));
    }
    body.set(CHOICE, NODES.objectNode().put(TYPE, FUNCTION).set(FUNCTION, function));
    origins.put(CHOICE + "." + FUNCTION, CHOICE);
  }
}
