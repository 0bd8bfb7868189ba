package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    Message message = Message.of(answer);
    return new ChatCompletion(
        id(result.taskId()),
        "chat.completion",
        result.finishedAtMs() / 1_000,
        result.model(),
        List.of(new Choice(0, message, answer.finishReason(), null)),
        TokenUsage.of(result.usage()),
        Chorus.of(result));
  }

  /** The id of the answer to a task. */
  public static String id(String taskId) {
    return "chatcmpl-" + compact(taskId);
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
   * @param content null where there is nothing but calls
   * @param refusal always null: a refusal is no answer here
   * @param toolCalls what the model wants called; null for nothing
   */
  public record Message(
      String role,
      String content,
      String refusal,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Called> toolCalls) {

    private static Message of(ChatAnswer answer) {
      return answer.toolCalls().isEmpty()
          ? new Message("assistant", answer.text(), null, null)
          : new Message(
              "assistant",
              answer.text().isEmpty() ? null : answer.text(),
              null,
              answer.toolCalls().stream().map(Called::of).toList());
    }

    @Override
    public String toString() {
      return "Message[" + role + "]";
    }
  }

  /**
   * A tool call in OpenAI's form.
   *
   * @param extraContent null where the engine wants nothing back beside the call
   */
  public record Called(
      String id,
      String type,
      Function function,
      @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Map<String, String>> extraContent) {

    private static Called of(ToolCall call) {
      return new Called(
          call.id(),
          "function",
          new Function(call.name(), call.arguments()),
          call.signature() == null
              ? null
              : Map.of("google", Map.of("thought_signature", call.signature())));
    }
  }

  /**
   * @param arguments JSON text
   */
  public record Function(String name, String arguments) {

    @Override
    public String toString() {
      return "Function";
    }
  }

  /**
   * Tokens, in OpenAI's words.
   *
   * @param promptTokensDetails null where nothing came from a cache
   * @param completionTokensDetails null where nothing was reasoning
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TokenUsage(
      long promptTokens,
      long completionTokens,
      long totalTokens,
      Map<String, Long> promptTokensDetails,
      Map<String, Long> completionTokensDetails) {

    static TokenUsage of(Usage usage) {
      return new TokenUsage(
          usage.inputTokens(),
          usage.outputTokens(),
          usage.inputTokens() + usage.outputTokens(),
          detail("cached_tokens", usage.cachedInputTokens()),
          detail("reasoning_tokens", usage.reasoningTokens()));
    }

    private static Map<String, Long> detail(String name, long tokens) {
      return tokens == 0 ? null : Map.of(name, tokens);
    }
  }

  /**
   * How the answer came about.
   *
   * @param model the model that answered, as its engine names it
   * @param score grade in [0,1]
   * @param reasons why the grade is below 1
   * @param costUsd of all asks together, in US dollars
   */
  public record Chorus(
      String taskId,
      String engine,
      String model,
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
          result.model(),
          result.score(),
          result.reasons(),
          result.rounds(),
          result.asks(),
          BigDecimal.valueOf(result.costNanoUsd(), 9).doubleValue(),
          result.strategy() == null ? null : result.strategy().wireName());
    }
  }
}
