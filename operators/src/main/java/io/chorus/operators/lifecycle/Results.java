package io.chorus.operators.lifecycle;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import io.chorus.operators.merging.Graded;
import java.util.List;

/** Writes how tasks ended. */
final class Results {
  private static final Graded NOTHING = new Graded(0, null, null, 0, List.of(), Payload.of(""));

  private Results() {}

  static Result succeeded(TaskProgress progress, long nowMs) {
    return of(progress, FinalState.SUCCEEDED, progress.best(), null, null, nowMs);
  }

  static Result failed(
      TaskProgress progress, FinalState state, String code, String message, long nowMs) {
    return of(progress, state, NOTHING, code, message, nowMs);
  }

  private static Result of(
      TaskProgress progress,
      FinalState state,
      Graded answer,
      String errorCode,
      String errorMessage,
      long nowMs) {
    Task task = progress.task();
    Totals totals = progress.totals();
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        task.customId(),
        task.lane(),
        state,
        progress.plan().strategy(),
        answer.engine(),
        answer.model(),
        answer.score(),
        answer.reasons(),
        totals.asks() == 0 ? 0 : progress.round(),
        totals.asks(),
        totals.failures(),
        totals.usage(),
        totals.costNanoUsd(),
        task.acceptedAtMs(),
        nowMs,
        errorCode,
        errorMessage,
        task.metadata(),
        answer.payload());
  }
}
