package io.chorus.contracts;

/**
 * What an engine said. Travels as a {@link Payload}.
 *
 * @param text never null
 * @param finishReason {@code stop} or {@code length}, in OpenAI's words
 */
public record ChatAnswer(String text, String finishReason) {

  @Override
  public String toString() {
    return "ChatAnswer[" + text.length() + " characters, " + finishReason + "]";
  }
}
