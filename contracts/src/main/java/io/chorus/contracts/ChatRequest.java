package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked, in no engine's own form. Travels as a {@link Payload}.
 *
 * @param messages at least one; the last from the user, or a tool's result
 * @param maxTokens most output tokens, or null for the model's default
 * @param temperature in [0,2], or null
 * @param topP in (0,1], or null
 * @param stop at most four stop sequences, never null
 * @param seed or null
 * @param presencePenalty in [-2,2], or null
 * @param frequencyPenalty in [-2,2], or null
 * @param responseFormat null: plain text
 * @param tools null: none
 */
public record ChatRequest(
    List<ChatMessage> messages,
    Integer maxTokens,
    Double temperature,
    Double topP,
    List<String> stop,
    Long seed,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double presencePenalty,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double frequencyPenalty,
    @JsonInclude(JsonInclude.Include.NON_NULL) ResponseFormat responseFormat,
    @JsonInclude(JsonInclude.Include.NON_NULL) Tools tools) {

  /** A request for plain text, without penalties and tools. */
  public ChatRequest(
      List<ChatMessage> messages,
      Integer maxTokens,
      Double temperature,
      Double topP,
      List<String> stop,
      Long seed) {
    this(messages, maxTokens, temperature, topP, stop, seed, null, null, null, null);
  }

  /** The same conversation with this in front of it, and in this format. */
  public ChatRequest told(ChatMessage first, ResponseFormat format) {
    List<ChatMessage> all = new ArrayList<>(messages.size() + 1);
    all.add(first);
    all.addAll(messages);
    return new ChatRequest(
        List.copyOf(all),
        maxTokens,
        temperature,
        topP,
        stop,
        seed,
        presencePenalty,
        frequencyPenalty,
        format,
        tools);
  }

  /** The same asked in other words. */
  public ChatRequest with(List<ChatMessage> otherMessages) {
    return new ChatRequest(
        List.copyOf(otherMessages),
        maxTokens,
        temperature,
        topP,
        stop,
        seed,
        presencePenalty,
        frequencyPenalty,
        responseFormat,
        tools);
  }

  /**
   * About how many tokens the texts of the messages have; never more than characters.
   *
   * @param code whether they are about a program, of which a token is shorter
   */
  public long estimatedTokens(boolean code) {
    double tokens = 0;
    for (ChatMessage message : messages) {
      tokens += Script.tokens(message.content(), code);
    }
    return (long) Math.ceil(tokens);
  }

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
