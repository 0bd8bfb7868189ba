package io.chorus.operators.lifecycle;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;

/**
 * A task that nobody answered.
 *
 * @param result how it ended, unless it had ended otherwise before
 */
public record Undeliverable(Task task, Result result) {

  /** True for the ends of tasks that an operator may want to ask for again. */
  public static boolean is(FinalState state) {
    return state == FinalState.FAILED || state == FinalState.EXPIRED;
  }
}
