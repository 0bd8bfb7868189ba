package io.chorus.ingress;

import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/**
 * A task as the API shows it.
 *
 * @param status {@code open}, or the final state in lower case
 * @param createdAt Unix seconds
 * @param expiresAt Unix seconds of the deadline
 * @param finishedAt Unix seconds, or null
 * @param response the answer, or null
 * @param error why there is none, or null
 * @param failures asks that failed, by class; null while open
 * @param costUsd US dollars of all asks together; null while open
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
    Long finishedAt,
    Map<String, String> metadata,
    Map<String, Integer> failures,
    Double costUsd,
    ChatCompletion response,
    Failure error) {
  private static final String OBJECT = "task";
  private static final int NANO = 9;

  record Failure(String code, String message) {}

  static TaskJson open(TaskView task) {
    return of(task, "open", null, null, null, null, null);
  }

  static TaskJson finished(TaskView task, Result result) {
    boolean succeeded = result.state() == FinalState.SUCCEEDED;
    return of(
        task,
        result.state().name().toLowerCase(Locale.ROOT),
        result.finishedAtMs() / 1_000,
        result.failures(),
        BigDecimal.valueOf(result.costNanoUsd(), NANO).doubleValue(),
        succeeded ? ChatCompletion.of(result) : null,
        succeeded ? null : new Failure(result.errorCode(), result.errorMessage()));
  }

  private static TaskJson of(
      TaskView task,
      String status,
      Long finishedAt,
      Map<String, Integer> failures,
      Double costUsd,
      ChatCompletion response,
      Failure error) {
    return new TaskJson(
        task.taskId(),
        OBJECT,
        status,
        task.customId(),
        task.lane().wireName(),
        task.strategy() == null ? null : task.strategy().wireName(),
        task.model(),
        task.acceptedAtMs() / 1_000,
        task.deadlineMs() / 1_000,
        finishedAt,
        task.metadata(),
        failures,
        costUsd,
        response,
        error);
  }
}
