package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.Explanation;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.Usage;
import io.chorus.contracts.Whereabouts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A task as the API shows it.
 *
 * @param status {@code accepted} in the answer to its POST, later {@code open} or the final state
 *     in lower case
 * @param strategy as asked for, or null
 * @param model as asked for
 * @param createdAt Unix seconds
 * @param expiresAt Unix seconds of the deadline
 * @param waiting where its calls are, or null where nobody said so in time
 * @param expectedFinishAt Unix seconds when the last of them is expected back, or null
 * @param ending its fields stand beside the others; null until the task is final
 */
record TaskJson(
    String id,
    String object,
    String status,
    String customId,
    String lane,
    String strategy,
    String model,
    long createdAt,
    long expiresAt,
    Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<WaitingJson> waiting,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long expectedFinishAt,
    @JsonUnwrapped @JsonInclude(JsonInclude.Include.NON_NULL) Ending ending) {
  private static final String OBJECT = "chorus.task";
  private static final int NANO = 9;

  /**
   * How it ended.
   *
   * @param finishedAt Unix seconds
   * @param result the answer, or null
   * @param error why there is none, or null
   * @param failures asks that failed, by class
   * @param usage of all asks together
   * @param costUsd US dollars of all asks together
   * @param score grade of the answer in [0,1]
   * @param saved calls that were planned and not needed
   * @param explanation how it came to this
   */
  record Ending(
      long finishedAt,
      ChatCompletion result,
      Failure error,
      int rounds,
      int asks,
      Map<String, Integer> failures,
      Tokens usage,
      double costUsd,
      double score,
      int saved,
      @JsonInclude(JsonInclude.Include.NON_NULL) Explanation explanation) {

    static Ending of(Result result) {
      boolean succeeded = result.state() == FinalState.SUCCEEDED;
      return new Ending(
          result.finishedAtMs() / 1_000,
          succeeded ? ChatCompletion.of(result) : null,
          succeeded ? null : new Failure(result.errorCode(), result.errorMessage()),
          result.rounds(),
          result.asks(),
          result.failures(),
          Tokens.of(result.usage()),
          BigDecimal.valueOf(result.costNanoUsd(), NANO).doubleValue(),
          result.score(),
          result.saved(),
          result.explanation());
    }
  }

  record Failure(String code, String message) {}

  /** In OpenAI's words. */
  record Tokens(long promptTokens, long completionTokens, long totalTokens) {
    static Tokens of(Usage usage) {
      long total = usage.inputTokens() + usage.outputTokens();
      return new Tokens(usage.inputTokens(), usage.outputTokens(), total);
    }
  }

  static TaskJson accepted(Task task) {
    return new TaskJson(
        task.taskId(),
        OBJECT,
        "accepted",
        task.customId(),
        task.lane().wireName(),
        name(task.strategy()),
        task.model(),
        task.acceptedAtMs() / 1_000,
        task.deadlineMs() / 1_000,
        task.metadata(),
        null,
        null,
        null);
  }

  static TaskJson open(TaskView task) {
    return of(task, "open", null);
  }

  static TaskJson finished(TaskView task, Result result) {
    return of(task, result.state().name().toLowerCase(Locale.ROOT), Ending.of(result));
  }

  /** The same task with the places of its calls. */
  TaskJson at(List<Whereabouts> places) {
    List<WaitingJson> calls = places.stream().map(WaitingJson::of).toList();
    boolean known = !calls.isEmpty() && calls.stream().allMatch(c -> c.expectedFinishAt() != null);
    Long finish =
        known ? calls.stream().mapToLong(WaitingJson::expectedFinishAt).max().getAsLong() : null;
    return new TaskJson(
        id,
        object,
        status,
        customId,
        lane,
        strategy,
        model,
        createdAt,
        expiresAt,
        metadata,
        calls.isEmpty() ? null : calls,
        finish,
        ending);
  }

  private static TaskJson of(TaskView task, String status, Ending ending) {
    return new TaskJson(
        task.taskId(),
        OBJECT,
        status,
        task.customId(),
        task.lane().wireName(),
        name(task.strategy()),
        task.model(),
        task.acceptedAtMs() / 1_000,
        task.deadlineMs() / 1_000,
        task.metadata(),
        null,
        null,
        ending);
  }

  private static String name(Strategy strategy) {
    return strategy == null ? null : strategy.wireName();
  }
}
