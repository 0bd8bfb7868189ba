package io.chorus.connector.engines;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import java.util.List;
import java.util.stream.Collectors;

/** System messages for the protocols that take them apart from the turns. */
final class SystemText {

  private SystemText() {}

  /** All system messages, a blank line between them; empty where there are none. */
  static String of(ChatRequest request) {
    return request.messages().stream()
        .filter(SystemText::isSystem)
        .map(ChatMessage::content)
        .collect(Collectors.joining("\n\n"));
  }

  static List<ChatMessage> without(ChatRequest request) {
    return request.messages().stream().filter(message -> !isSystem(message)).toList();
  }

  private static boolean isSystem(ChatMessage message) {
    return message.role().equals("system");
  }
}
