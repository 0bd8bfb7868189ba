package io.chorus.contracts;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A result as OpenAI's {@code chat.completion}, with what Chorus knows beside it. Written with
 * {@link Json}.
 *
 * @param created Unix seconds when the task was finished
 * @param model the model that answered, as its engine names it
 * @param usage of all asks together
 */
public record ChatCompletion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    TokenUsage usage,
    Chorus chorus) {

  /**
   * @param result one that succeeded
   * @throws IllegalArgumentException where the result has no answer
   */
  public static ChatCompletion of(Result result) {
    if (result.state() != FinalState.SUCCEEDED) {
      throw new IllegalArgumentException(
          "task " + result.taskId() + " is " + result.state() + " and has no answer");
    }
    ChatAnswer answer = Json.readOwn(result.payload().text(), ChatAnswer.class);
    Message message = new Message("assistant", answer.text(), null);
    return new ChatCompletion(
        "chatcmpl-" + compact(result.taskId()),
        "chat.completion",
        result.finishedAtMs() / 1_000,
        result.model(),
        List.of(new Choice(0, message, answer.finishReason(), null)),
        TokenUsage.of(result.usage()),
        Chorus.of(result));
  }

  static String compact(String taskId) {
    return taskId.replace("-", "");
  }

  /**
   * @param logprobs always null: probabilities of words are not available
   */
  public record Choice(
      int index, Message message, String finishReason, Map<String, Object> logprobs) {}

  /**
   * @param refusal always null: a refusal is no answer here
   */
  public record Message(String role, String content, String refusal) {

    @Override
    public String toString() {
      return "Message[" + role + ", " + content.length() + " characters]";
    }
  }

  /** Tokens, in OpenAI's words. */
  public record TokenUsage(long promptTokens, long completionTokens, long totalTokens) {
    static TokenUsage of(Usage usage) {
      return new TokenUsage(
          usage.inputTokens(), usage.outputTokens(), usage.inputTokens() + usage.outputTokens());
    }
  }

  /**
   * How the answer came about.
   *
   * @param score grade in [0,1]
   * @param reasons why the grade is below 1
   * @param costUsd of all asks together, in US dollars
   */
  public record Chorus(
      String taskId,
      String engine,
      double score,
      List<String> reasons,
      int rounds,
      int asks,
      double costUsd,
      String strategy) {

    static Chorus of(Result result) {
      return new Chorus(
          result.taskId(),
          result.engine(),
          result.score(),
          result.reasons(),
          result.rounds(),
          result.asks(),
          BigDecimal.valueOf(result.costNanoUsd(), 9).doubleValue(),
          result.strategy() == null ? null : result.strategy().wireName());
    }
  }
}
