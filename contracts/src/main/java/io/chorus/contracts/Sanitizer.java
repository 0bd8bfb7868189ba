package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of texts what no reader sees and what deceives one: control characters but line breaks
 * and tabs, and the marks that reverse the direction of what follows them. Those that only hint at
 * a direction (U+061C, U+200E, U+200F) stay: Arabic and Hebrew are written with them, and no letter
 * is turned round by them. Surrogates without their other half become U+FFFD, and everything is in
 * Unicode's form NFC. Nothing else changes, blanks at the ends least of all: ordinary text stays as
 * it is, byte for byte. Thread-safe; cleaning twice is cleaning once.
 */
public final class Sanitizer {
  private static final double EXACT_LONG = 1L << 53;

  /** Schemas, and what tools were called with. */
  private static final Set<String> AS_THEY_ARE =
      Set.of("schema", "parameters", "input_schema", "input");

  private Sanitizer() {}

  /** The text without what is described above; the same object where nothing had to change. */
  public static String clean(String text) {
    String kept = isHarmless(text) ? text : rebuilt(text);
    return Normalizer.isNormalized(kept, Normalizer.Form.NFC)
        ? kept
        : Normalizer.normalize(kept, Normalizer.Form.NFC);
  }

  /**
   * The same of so many characters at most, with an ellipsis where there were more.
   *
   * @param text or null, which stays
   */
  static String cleanStart(String text, int most) {
    if (text == null) {
      return null;
    }
    String clean = clean(text);
    return clean.codePointCount(0, clean.length()) <= most
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, most)) + "…";
  }

  /**
   * A copy with every text clean, fields that are null left out, and whole numbers as integers: two
   * bodies that mean the same are equal, whatever the order of their keys. The order stays: models
   * answer in that of a schema's properties. What is told to models as it is keeps its nulls, which
   * mean something there. Expects no more nesting than {@link Json#MAX_DEPTH}.
   */
  static ObjectNode cleanObject(JsonNode node) {
    return cleanObject(node, false);
  }

  private static JsonNode clean(JsonNode node, boolean withNulls) {
    if (node.isObject()) {
      return cleanObject(node, withNulls);
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(element -> copy.add(clean(element, withNulls)));
      return copy;
    }
    if (node.isTextual()) {
      return JsonNodeFactory.instance.textNode(clean(node.textValue()));
    }
    return node.isFloatingPointNumber() ? wholeAsInteger(node) : node;
  }

  private static ObjectNode cleanObject(JsonNode node, boolean withNulls) {
    Map<String, String> keys = keys(node, withNulls);
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = clean(field.getKey());
      if (field.getKey().equals(keys.get(key))) {
        copy.set(key, clean(field.getValue(), withNulls || AS_THEY_ARE.contains(key)));
      }
    }
    return copy;
  }

  /** Keys that are in use, by what they are when clean; of several the first by its characters. */
  private static Map<String, String> keys(JsonNode node, boolean withNulls) {
    Map<String, String> keys = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (withNulls || !field.getValue().isNull()) {
        String key = field.getKey();
        keys.merge(clean(key), key, (one, other) -> one.compareTo(other) < 0 ? one : other);
      }
    }
    return keys;
  }

  private static JsonNode wholeAsInteger(JsonNode number) {
    double value = number.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < EXACT_LONG
        ? JsonNodeFactory.instance.numberNode((long) value)
        : number;
  }

  private static boolean isHarmless(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c) || isRemoved(c)) {
        return false;
      }
    }
    return true;
  }

  private static String rebuilt(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        kept.append('\uFFFD');
      } else if (!isRemoved(c)) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }

  private static boolean isRemoved(int c) {
    if (Character.isISOControl(c)) {
      return c != '\n' && c != '\t' && c != '\r';
    }
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
