package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A value that follows a JSON Schema, always the same one. Also reads Gemini's own schemas. */
final class SchemaExample {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_ITEMS = 16;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Objects in objects multiply: a schema of a few lines may stand for any number of them. */
  private static final int MAX_NODES = 10_000;

  private final JsonNode root;
  private final String text;
  private int nodes;

  private SchemaExample(JsonNode root, String text) {
    this.root = root;
    this.text = text;
  }

  /**
   * @param text for every text whose content is free
   */
  static JsonNode of(JsonNode schema, String text) {
    return new SchemaExample(schema, text).of(schema, 0);
  }

  private JsonNode of(JsonNode schema, int depth) {
    if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      return NODES.nullNode();
    }
    if (schema.path("$ref").asText("").startsWith("#/")) {
      return of(root.at(schema.path("$ref").asText().substring(1)), depth + 1);
    }
    for (String fixed : new String[] {"const", "default", "example"}) {
      if (schema.has(fixed)) {
        return schema.get(fixed);
      }
    }
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").get(0);
    }
    for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
        return of(schema.path(choice).get(0), depth + 1);
      }
    }
    return ofType(schema, depth);
  }

  private JsonNode ofType(JsonNode schema, int depth) {
    JsonNode type =
        schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
    String fallback = schema.has("properties") ? "object" : "string";
    return switch (type.asText(fallback).toLowerCase(Locale.ROOT)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer" -> NODES.numberNode(schema.path("minimum").asLong(1));
      case "number" -> NODES.numberNode(schema.path("minimum").asDouble(1.5));
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(text);
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(field -> object.set(field.getKey(), of(field.getValue(), depth + 1)));
    return object;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    ArrayNode array = NODES.arrayNode();
    int items = Math.max(1, Math.min(MAX_ITEMS, schema.path("minItems").asInt(1)));
    for (int i = 0; i < items; i++) {
      array.add(of(schema.path("items"), depth + 1));
    }
    return array;
  }
}
