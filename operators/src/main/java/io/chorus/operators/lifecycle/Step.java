package io.chorus.operators.lifecycle;

import io.chorus.contracts.Call;
import io.chorus.contracts.Result;
import io.chorus.operators.analysis.Analysis;
import java.util.List;

/**
 * What follows from one input of the lifecycle.
 *
 * @param progress what to remember; where the task is finished, what was known at its end
 * @param calls to emit, in order
 * @param result how the task ended, or null while it is open
 */
public record Step(TaskProgress progress, List<Call> calls, Result result) {

  static Step open(TaskProgress progress, List<Call> calls) {
    return new Step(progress, calls, null);
  }

  static Step finished(TaskProgress progress, Result result) {
    return new Step(progress, List.of(), result);
  }

  public boolean isFinished() {
    return result != null;
  }

  /** What the task was planned for. */
  public Analysis analysis() {
    return progress.plan().analysis();
  }
}
