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
 * @param waitMs how long it is to wait, in milliseconds; 0 where nobody said
 */
public record Freed(String taskId, String ask, FailureClass failure, boolean sent, long waitMs) {

  public static Freed of(Answer answer) {
    return new Freed(
        answer.taskId(),
        answer.askId().toString(),
        answer.failure(),
        answer.sentAtMs() != 0,
        answer.retryAfterMs());
  }

  /** Nothing was sent, and yet it was answered: that says nothing of the engine. */
  boolean isFromTheCache() {
    return failure == null && !sent;
  }

  /** It came back because no account had room for it. */
  boolean foundNoRoom() {
    return failure == FailureClass.WITHDRAWN && waitMs > 0;
  }
}
