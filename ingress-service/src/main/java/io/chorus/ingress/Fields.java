package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the fields of a small JSON object, and collects what is wrong with them. */
final class Fields {
  private final JsonNode body;
  private final List<Problem> problems = new ArrayList<>();

  private Fields(JsonNode body) {
    this.body = body;
  }

  /**
   * @param bytes empty for an object without fields
   * @param known the fields there may be
   * @throws RefusedException where the bytes are no JSON object
   */
  static Fields of(byte[] bytes, Set<String> known) {
    Fields fields =
        new Fields(bytes.length == 0 ? Json.readOwn("{}", JsonNode.class) : tree(bytes));
    fields
        .body
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                fields.refuse(
                    name, "is unknown", String.join(", ", known.stream().sorted().toList()));
              }
            });
    return fields;
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      JsonNode tree = Json.tree(bytes);
      if (tree.isObject()) {
        return tree;
      }
    } catch (MalformedJsonException e) {
      throw Refusal.invalid(List.of(e.problem())).asException();
    }
    throw Refusal.invalid(List.of(new Problem("", "is no object", "one JSON object")))
        .asException();
  }

  boolean has(String field) {
    return body.hasNonNull(field);
  }

  /** The text of a field; null where it is missing, which {@link #refuse} may say. */
  String text(String field, int longest) {
    JsonNode value = body.path(field);
    if (value.isTextual()
        && !value.textValue().isBlank()
        && value.textValue().length() <= longest
        && isStorable(value.textValue())) {
      return value.textValue();
    }
    if (has(field)) {
      refuse(
          field,
          "is no text, or too long",
          "1 to " + longest + " characters, none of them U+0000 or half of a pair");
    }
    return null;
  }

  /** No database takes the one character that ends texts elsewhere, nor half of a pair. */
  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0
        && text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  long number(String field, long least, long most, long without) {
    JsonNode value = body.path(field);
    if (!has(field)) {
      return without;
    }
    if (value.canConvertToLong() && value.isIntegralNumber()) {
      long number = value.longValue();
      if (number >= least && number <= most) {
        return number;
      }
    }
    refuse(field, "is no number, or out of range", least + " to " + most);
    return without;
  }

  /** True where it is there, be it as null. */
  boolean isGiven(String field) {
    return body.has(field);
  }

  boolean flag(String field) {
    if (has(field) && !body.path(field).isBoolean()) {
      refuse(field, "is neither true nor false", "true or false");
    }
    return body.path(field).asBoolean();
  }

  /** The amount of a field; null where it is missing or wrong. */
  BigDecimal decimal(String field, BigDecimal most) {
    JsonNode value = body.path(field);
    if (!has(field)) {
      return null;
    }
    // a huge exponent would be a huge number of digits
    if (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= most.doubleValue()) {
      return value.decimalValue();
    }
    refuse(field, "is no number, or out of range", "0 to " + most.toPlainString());
    return null;
  }

  /** The texts of an array; null where it is missing or wrong. */
  List<String> texts(String field) {
    JsonNode value = body.path(field);
    List<String> texts = new ArrayList<>();
    value.forEach(element -> texts.add(element.asText()));
    return value.isArray() ? texts : null;
  }

  /** Labels, as tasks have them. */
  Map<String, String> labels(String field) {
    Map<String, String> labels = new LinkedHashMap<>();
    JsonNode value = body.path(field);
    boolean fit = !has(field) || (value.isObject() && value.size() <= 16);
    for (Map.Entry<String, JsonNode> label : value.properties()) {
      fit &= label.getKey().length() <= 64 && label.getValue().isTextual();
      fit &= label.getValue().asText().length() <= 512;
      fit &= isStorable(label.getKey()) && isStorable(label.getValue().asText());
      labels.put(label.getKey(), label.getValue().asText());
    }
    if (!fit) {
      refuse(
          field,
          "is too large, or no object of texts",
          "16 texts of 512 characters under names of 64, none of them U+0000 or half of a pair");
    }
    return labels;
  }

  void refuse(String field, String reason, String allowed) {
    problems.add(new Problem(field, reason, allowed));
  }

  /**
   * @throws RefusedException where anything was wrong
   */
  void check() {
    if (!problems.isEmpty()) {
      throw Refusal.invalid(problems).asException();
    }
  }
}
