package io.chorus.contracts;

import java.util.List;

/**
 * What is asked, in no engine's own form. Travels as a {@link Payload}.
 *
 * @param messages at least one, the last from the user
 * @param maxTokens most output tokens, or null for the model's default
 * @param temperature in [0,2], or null
 * @param topP in (0,1], or null
 * @param stop at most four stop sequences, never null
 * @param seed or null
 */
public record ChatRequest(
    List<ChatMessage> messages,
    Integer maxTokens,
    Double temperature,
    Double topP,
    List<String> stop,
    Long seed) {

  /** The text of the last turn of the user: what recorded answers are found by. */
  public String lastUserMessage() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("user")) {
        return messages.get(i).content();
      }
    }
    throw new IllegalStateException("a request without a user message");
  }
}
