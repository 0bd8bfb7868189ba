package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.vertx.core.MultiMap;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Chorus's own wishes of a request given as headers, for clients that can't add fields to a body:
 * {@code x-chorus-data-class: public} is the field {@code data_class}. Where the body has the
 * field, the body counts.
 */
final class HeaderWishes {
  private static final String PREFIX = "x-chorus-";
  private static final String METADATA = "metadata";
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}\\.[0-9]{1,18}");

  private static final Set<String> TEXTS =
      Set.of("lane", "deadline", "strategy", "data_class", "project", "custom_id", "batch");

  private static final Set<String> NUMBERS =
      Set.of("deadline_seconds", "quality", "max_cost", "cache_max_age", "samples");

  private HeaderWishes() {}

  /**
   * The body with the wishes of the headers. What a header holds is judged with the body: a number
   * that is none stays a text, and is refused as one.
   */
  static JsonNode added(JsonNode body, MultiMap headers) {
    if (!(body instanceof ObjectNode object)) {
      return body;
    }
    TEXTS.forEach(field -> add(object, field, text(headers, field)));
    NUMBERS.forEach(field -> add(object, field, number(text(headers, field))));
    add(object, METADATA, metadata(text(headers, METADATA)));
    return object;
  }

  private static void add(ObjectNode body, String field, JsonNode value) {
    if (value != null && !body.hasNonNull(field)) {
      body.set(field, value);
    }
  }

  private static JsonNode text(MultiMap headers, String field) {
    String value = headers.get(PREFIX + field.replace('_', '-'));
    return value == null ? null : JsonNodeFactory.instance.textNode(value.strip());
  }

  private static JsonNode number(JsonNode text) {
    if (text == null) {
      return null;
    }
    String written = text.textValue();
    if (WHOLE.matcher(written).matches()) {
      return JsonNodeFactory.instance.numberNode(Long.parseLong(written));
    }
    return DECIMAL.matcher(written).matches()
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(written))
        : text;
  }

  /** A JSON object. */
  private static JsonNode metadata(JsonNode text) {
    if (text == null) {
      return null;
    }
    try {
      return Json.tree(text.textValue().getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      return text;
    }
  }
}
