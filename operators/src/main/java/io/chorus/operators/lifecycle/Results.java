package io.chorus.operators.lifecycle;

import io.chorus.contracts.Explanation;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import java.util.ArrayList;
import java.util.List;

/** Writes how tasks ended. */
final class Results {
  private static final Choice NOTHING = new Choice(null, null, 0, List.of(), Payload.of(""));

  private Results() {}

  static Result succeeded(TaskProgress progress, Choice choice, long nowMs) {
    int saved = Math.max(0, progress.plan().calls() - progress.slots().size());
    return of(progress, FinalState.SUCCEEDED, choice, saved, null, null, nowMs);
  }

  static Result failed(
      TaskProgress progress, FinalState state, String code, String message, long nowMs) {
    return of(progress, state, NOTHING, 0, code, message, nowMs);
  }

  private static Result of(
      TaskProgress progress,
      FinalState state,
      Choice choice,
      int saved,
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
        progress.lane(),
        state,
        progress.plan().strategy(),
        choice.engine(),
        choice.model(),
        choice.score(),
        choice.reasons(),
        totals.asks() == 0 ? 0 : progress.round(),
        totals.asks(),
        saved,
        totals.failures(),
        totals.usage(),
        totals.costNanoUsd(),
        task.acceptedAtMs(),
        nowMs,
        errorCode,
        errorMessage,
        task.metadata(),
        new Explanation(progress.plan().explained(), judged(progress), progress.steps()),
        choice.payload());
  }

  private static List<Explanation.Judged> judged(TaskProgress progress) {
    List<String> values = new ArrayList<>();
    List<Explanation.Judged> judged = new ArrayList<>();
    for (Given given : progress.answers()) {
      if (given.value() != null && !values.contains(given.value())) {
        values.add(given.value());
      }
      judged.add(
          new Explanation.Judged(
              given.round(),
              given.slot(),
              given.engine(),
              given.model(),
              given.score(),
              given.reasons(),
              values.indexOf(given.value()) + 1,
              given.costNanoUsd(),
              given.latencyMs()));
    }
    return judged;
  }
}
