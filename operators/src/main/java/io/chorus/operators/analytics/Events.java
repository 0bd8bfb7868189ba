package io.chorus.operators.analytics;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Event;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;

/** Tells the watchers what happened. */
public final class Events {
  /** The outcome of a call that brought an answer. */
  public static final String ANSWERED = "ANSWERED";

  private static final Payload NO_CONTENT = Payload.of("");

  private Events() {}

  public static Event taskFinished(Result result) {
    return new Event(
        SchemaVersion.CURRENT,
        result.tenant(),
        Event.Kind.TASK_FINISHED,
        result.taskId(),
        result.engine(),
        result.model(),
        result.lane(),
        result.state().name(),
        result.finishedAtMs(),
        Math.max(0, result.finishedAtMs() - result.acceptedAtMs()),
        result.usage(),
        result.costNanoUsd(),
        NO_CONTENT);
  }

  /** True for an ask that left and came back now: replays and refusals are no calls. */
  public static boolean isCall(Answer answer) {
    return answer.sentAtMs() > 0 && !answer.replayed();
  }

  public static Event callEnded(Answer answer) {
    return new Event(
        SchemaVersion.CURRENT,
        answer.tenant(),
        Event.Kind.CALL_ENDED,
        answer.taskId(),
        answer.engine(),
        answer.model(),
        answer.lane(),
        answer.answered() ? ANSWERED : answer.failure().name(),
        answer.receivedAtMs(),
        Math.max(0, answer.receivedAtMs() - answer.sentAtMs()),
        answer.usage(),
        answer.costNanoUsd(),
        NO_CONTENT);
  }
}
