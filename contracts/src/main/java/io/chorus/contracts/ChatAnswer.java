package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What an engine said. Travels as a {@link Payload}.
 *
 * @param text never null; may be empty where tools are called
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}, in OpenAI's words; an
 *     answer that a filter or the model refused is none
 * @param toolCalls what the model wants called, never null
 */
public record ChatAnswer(
    String text,
    String finishReason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls) {

  public ChatAnswer {
    toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
  }

  /** An answer that calls no tool. */
  public ChatAnswer(String text, String finishReason) {
    this(text, finishReason, List.of());
  }

  @Override
  public String toString() {
    return "ChatAnswer[" + text.length() + " characters, " + finishReason + "]";
  }
}
