package io.chorus.contracts;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content text
 */
public record ChatMessage(String role, String content) {

  @Override
  public String toString() {
    return "ChatMessage[" + role + ", " + content.length() + " characters]";
  }
}
