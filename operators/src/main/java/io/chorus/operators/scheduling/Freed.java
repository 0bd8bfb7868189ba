package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;
import io.chorus.contracts.FailureClass;

/**
 * A call came back: its place in the engine's window is free. The slim form of an answer.
 *
 * @param taskId whose call
 * @param ask id of the ask
 * @param failure null when answered
 * @param sent false when the request never left
 * @param replayed true when it was read from the ledger
 * @param waitMs how long it is to wait, in milliseconds; 0 where nobody said
 */
public record Freed(
    String taskId, String ask, FailureClass failure, boolean sent, boolean replayed, long waitMs) {

  public static Freed of(Answer answer) {
    return new Freed(
        answer.taskId(),
        answer.askId().toString(),
        answer.failure(),
        answer.sentAtMs() != 0,
        answer.replayed(),
        answer.retryAfterMs());
  }

  /** It came from the ledger or the cache: that says nothing of the engine. */
  boolean isStored() {
    return replayed || (failure == null && !sent);
  }

  /** It came back because no account had room for it. */
  boolean foundNoRoom() {
    return failure == FailureClass.WITHDRAWN && waitMs > 0;
  }
}
