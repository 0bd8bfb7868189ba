package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content text; empty where an assistant only calls tools
 * @param toolCalls of an assistant, never null
 * @param toolCallId which call a tool answers; null for every other role
 */
public record ChatMessage(
    String role,
    String content,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls,
    @JsonInclude(JsonInclude.Include.NON_NULL) String toolCallId) {

  public ChatMessage {
    toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
  }

  /** A turn that has nothing to do with tools. */
  public ChatMessage(String role, String content) {
    this(role, content, List.of(), null);
  }

  @Override
  public String toString() {
    return "ChatMessage[" + role + ", " + content.length() + " characters]";
  }
}
