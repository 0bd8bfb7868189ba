package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the protocols' bodies have in common. */
final class Bodies {
  private static final int CHARS_PER_TOKEN = 4;

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

  static void refuseStream(JsonNode body) throws RefusedException {
    if (body.path("stream").asBoolean()) {
      throw RefusedException.badRequest("'stream': the engine emulator does not stream.");
    }
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
      text.append(part.path("text").asText());
    }
    return text.toString();
  }
}
