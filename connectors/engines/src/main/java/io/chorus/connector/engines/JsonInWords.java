package io.chorus.connector.engines;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.ResponseFormat;
import java.util.Locale;

/** The wish for JSON as an instruction, for engines that have no setting for it. */
final class JsonInWords {
  private static final String OBJECT = "Answer with one JSON object and nothing else.";

  private JsonInWords() {}

  /**
   * @param left what of the format is still sent as a setting, or null
   */
  static ChatRequest told(ChatRequest request, ResponseFormat left) {
    return request.told(new ChatMessage("system", words(request.responseFormat())), left);
  }

  private static String words(ResponseFormat format) {
    return format.schema() == null
        ? OBJECT
        : OBJECT + " It must follow this JSON Schema: " + format.schema();
  }

  static boolean isSaidBy(ChatRequest request) {
    return request.messages().stream()
        .anyMatch(message -> message.content().toLowerCase(Locale.ROOT).contains("json"));
  }
}
