package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the response format and the tools of a body that the schema has passed. */
final class WishesReader {
  private static final int MAX_CHARACTERS = 1 << 17;

  private final JsonNode body;
  private final List<Problem> problems;

  WishesReader(JsonNode body, List<Problem> problems) {
    this.body = body;
    this.problems = problems;
  }

  ResponseFormat responseFormat() {
    JsonNode format = body.path("response_format");
    String type = format.path("type").asText("text");
    JsonNode schema = format.path("json_schema");
    if (type.equals("json_schema") != schema.isObject()) {
      refuse(
          "response_format.json_schema",
          schema.isObject() ? "is given beside another 'type'" : "is missing",
          "a schema with 'type' json_schema, and only there");
      return null;
    }
    return switch (type) {
      case "json_object" -> ResponseFormat.JSON_OBJECT;
      case "json_schema" ->
          new ResponseFormat(
              schema.path("name").textValue(),
              schema.path("description").textValue(),
              schema.get("schema"),
              flag(schema, "strict"));
      default -> null;
    };
  }

  /** Null where no tool is offered. */
  Tools tools() {
    checkSize();
    if (!body.has("tools")) {
      refuseWithoutTools("tool_choice");
      refuseWithoutTools("parallel_tool_calls");
      return null;
    }
    Map<String, Tool> tools = new LinkedHashMap<>();
    for (JsonNode node : body.path("tools")) {
      Tool tool = tool(node.path("function"));
      if (tools.put(tool.name(), tool) != null) {
        refuse("tools", "has two tools of one name", "a name of its own for each tool");
      }
    }
    String named = body.at("/tool_choice/function/name").textValue();
    if (named != null && !tools.containsKey(named)) {
      refuse("tool_choice.function.name", "names none of the tools", "a name from 'tools'");
    }
    return new Tools(
        new ArrayList<>(tools.values()),
        choice(body.path("tool_choice")),
        named,
        flag(body, "parallel_tool_calls"));
  }

  private static Tool tool(JsonNode function) {
    return new Tool(
        function.path("name").textValue(),
        function.path("description").textValue(),
        function.get("parameters"),
        flag(function, "strict"));
  }

  private static Tools.Choice choice(JsonNode choice) {
    if (choice.isObject()) {
      return Tools.Choice.NAMED;
    }
    return switch (choice.asText("")) {
      case "auto" -> Tools.Choice.AUTO;
      case "none" -> Tools.Choice.NONE;
      case "required" -> Tools.Choice.REQUIRED;
      default -> null;
    };
  }

  private static Boolean flag(JsonNode parent, String name) {
    return parent.has(name) ? parent.path(name).booleanValue() : null;
  }

  private void checkSize() {
    for (String field : List.of("tools", "response_format")) {
      if (body.has(field) && body.path(field).toString().length() > MAX_CHARACTERS) {
        refuse(field, "is too long as JSON", "at most " + MAX_CHARACTERS + " characters");
      }
    }
  }

  private void refuseWithoutTools(String field) {
    if (body.has(field)) {
      refuse(field, "is given without 'tools'", "'tools' beside it, or to leave it out");
    }
  }

  private void refuse(String field, String reason, String allowed) {
    problems.add(new Problem(field, reason, allowed));
  }
}
