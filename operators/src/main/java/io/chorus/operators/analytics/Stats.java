package io.chorus.operators.analytics;

import io.chorus.contracts.Event;
import io.chorus.contracts.FinalState;

/**
 * Sums over events. Immutable.
 *
 * @param errors failed calls, or tasks that ended without an answer
 * @param latencyMs of all together, in milliseconds
 * @param costNanoUsd of all together, in billionths of a US dollar
 */
public record Stats(
    long count, long errors, long latencyMs, long tokensIn, long tokensOut, long costNanoUsd) {
  static final Stats NONE = new Stats(0, 0, 0, 0, 0, 0);

  Stats plus(Event event) {
    return plus(
        new Stats(
            1,
            isError(event) ? 1 : 0,
            event.latencyMs(),
            event.usage().inputTokens(),
            event.usage().outputTokens(),
            event.costNanoUsd()));
  }

  Stats plus(Stats other) {
    return new Stats(
        count + other.count,
        errors + other.errors,
        latencyMs + other.latencyMs,
        tokensIn + other.tokensIn,
        tokensOut + other.tokensOut,
        costNanoUsd + other.costNanoUsd);
  }

  double meanLatencyMs() {
    return count == 0 ? 0 : (double) latencyMs / count;
  }

  private static boolean isError(Event event) {
    return switch (event.kind()) {
      case CALL_ENDED -> !event.outcome().equals(Events.ANSWERED);
      case TASK_FINISHED -> !event.outcome().equals(FinalState.SUCCEEDED.name());
    };
  }
}
