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
 */
public record Freed(String taskId, String ask, FailureClass failure, boolean sent) {

  public static Freed of(Answer answer) {
    return new Freed(
        answer.taskId(), answer.askId().toString(), answer.failure(), answer.sentAtMs() != 0);
  }
}
