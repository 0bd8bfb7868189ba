package io.chorus.operators.scheduling;

import io.chorus.contracts.FailureClass;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whether an engine is out: the last answers were all failures that are the engine's own, of
 * several tasks or of requests that never reached it. One task's trouble is no outage. Not
 * remembered over restarts. Used by one thread.
 */
public final class EngineHealth {
  private static final int TASKS_OF_AN_OUTAGE = 3;
  private static final int FAILURES_OF_AN_OUTAGE = 5;

  private final Set<String> failedTasks = new LinkedHashSet<>();
  private int failures;
  private int unreached;

  /**
   * An answer came in.
   *
   * @param failure null when answered
   * @param sent false when the request never left
   */
  public void observe(String taskId, FailureClass failure, boolean sent) {
    if (failure == null && sent) {
      failedTasks.clear();
      failures = 0;
      unreached = 0;
    } else if (failure != null && isTheEngines(failure)) {
      failures++;
      unreached += sent ? 0 : 1;
      if (failedTasks.size() < TASKS_OF_AN_OUTAGE) {
        failedTasks.add(taskId);
      }
    }
  }

  public boolean isOut() {
    return failures >= FAILURES_OF_AN_OUTAGE
        && (failedTasks.size() >= TASKS_OF_AN_OUTAGE || unreached >= FAILURES_OF_AN_OUTAGE);
  }

  private static boolean isTheEngines(FailureClass failure) {
    return switch (failure) {
      case OVERLOADED, TRANSIENT, TIMEOUT, CUT_OFF -> true;
      default -> false;
    };
  }
}
