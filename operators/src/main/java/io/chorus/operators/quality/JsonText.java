package io.chorus.operators.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.util.TreeMap;

/** JSON as engines write it: bare, in a code fence, or with words around it. */
public final class JsonText {
  private JsonText() {}

  /** The one document in an answer, null where there is none that can be read. */
  public static JsonNode in(String answer) {
    String text = answer.strip();
    JsonNode whole = read(text);
    if (whole != null) {
      return whole;
    }
    int from = firstOf(text);
    int to = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
    return from < 0 || to < from ? null : read(text.substring(from, to + 1));
  }

  /**
   * The same document for the same content: compact, keys sorted, whole numbers without a point.
   */
  public static String canonical(JsonNode document) {
    return Json.writeText(sorted(document));
  }

  private static int firstOf(String text) {
    int object = text.indexOf('{');
    int array = text.indexOf('[');
    return object < 0 || array < 0 ? Math.max(object, array) : Math.min(object, array);
  }

  private static JsonNode read(String text) {
    try {
      JsonNode document = Json.read(text, JsonNode.class);
      return document.isContainerNode() ? document : null;
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return new ObjectNode(JsonNodeFactory.instance, fields);
    }
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> array.add(sorted(item)));
      return array;
    }
    return node.isNumber()
        ? JsonNodeFactory.instance.numberNode(node.decimalValue().stripTrailingZeros())
        : node;
  }
}
