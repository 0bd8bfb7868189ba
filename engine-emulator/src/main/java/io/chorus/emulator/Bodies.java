package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What the protocols' bodies have in common. */
final class Bodies {
  static final int CHARS_PER_TOKEN = 4;

  private static final int PIECE_CHARS = 16;

  private Bodies() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An estimate, not a tokenizer: a quarter of the text's Unicode characters, rounded up. */
  static long tokens(String text) {
    int chars = text.codePointCount(0, text.length());
    return (chars + CHARS_PER_TOKEN - 1L) / CHARS_PER_TOKEN;
  }

  static String requiredText(JsonNode body, String field) throws RefusedException {
    JsonNode value = body.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw RefusedException.badRequest("'" + field + "' must be a string that is not empty.");
    }
    return value.textValue();
  }

  static JsonNode requiredList(JsonNode body, String field) throws RefusedException {
    JsonNode value = body.path(field);
    if (!value.isArray() || value.isEmpty()) {
      throw RefusedException.badRequest("'" + field + "' must be a list that is not empty.");
    }
    return value;
  }

  /** Whole numbers of at least 1; null where there is none. */
  static Long optionalLimit(JsonNode body, String field) throws RefusedException {
    if (!body.hasNonNull(field)) {
      return null;
    }
    JsonNode value = body.path(field);
    if (!value.isIntegralNumber() || value.asLong() < 1) {
      throw RefusedException.badRequest("'" + field + "' must be a whole number of at least 1.");
    }
    return value.asLong();
  }

  /** A text or a list of texts; none where there is none. */
  static List<String> texts(JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (value.isTextual()) {
      texts.add(value.textValue());
    }
    value.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** The text of a message's content: a string, or a list whose parts carry texts. */
  static String text(JsonNode content, String field) throws RefusedException {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      throw RefusedException.badRequest("'" + field + "' must be a string or a list of parts.");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.isObject()) {
        throw RefusedException.badRequest("'" + field + "': a part must be an object.");
      }
      text.append(part.path("text").asText(""));
    }
    return text.toString();
  }

  /** Cuts a text into pieces as a stream brings them. */
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int most = Math.min(PIECE_CHARS, text.codePointCount(from, text.length()));
      int to = text.offsetByCodePoints(from, most);
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
