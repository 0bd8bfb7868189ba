package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * When calls that wait are expected back, if an engine goes on as it does and nothing more comes
 * in. Deficit round robin serves tenants alike, so by the time that a tenant has had {@code w}
 * calls, another has had the smaller of {@code w} and all it has; of two lanes in turn likewise, by
 * their weights. All calls count as equally long. Immutable once it is filled.
 */
final class Forecast {
  /** With fewer calls coming back than one in a hundred seconds, nobody knows anything. */
  private static final double LEAST_PER_SECOND = 0.01;

  private final Map<Lane, Map<String, Long>> waiting = new EnumMap<>(Lane.class);
  private final double perMs;
  private final int inFlight;
  private final long nowMs;

  /**
   * @param perSecond calls that come back in a second; 0 where nothing can be expected
   * @param inFlight calls that come back before those that wait
   */
  Forecast(double perSecond, int inFlight, long nowMs) {
    this.perMs = perSecond < LEAST_PER_SECOND ? 0 : perSecond / 1_000;
    this.inFlight = inFlight;
    this.nowMs = nowMs;
  }

  /** A flow waits in a lane. */
  void add(Lane lane, String tenant, long calls) {
    waiting.computeIfAbsent(lane, all -> new HashMap<>()).merge(tenant, calls, Long::sum);
  }

  /**
   * Unix milliseconds when a tenant's {@code nth} waiting call of a lane is back; 0 where nobody
   * knows.
   */
  long finishMs(Lane lane, String tenant, long nth) {
    if (perMs == 0) {
      return 0;
    }
    double first = inLane(lane, tenant, nth);
    return nowMs + (long) ((inFlight + first + inOtherLane(lane, first)) / perMs);
  }

  private double inLane(Lane lane, String tenant, long nth) {
    double calls = nth;
    for (Map.Entry<String, Long> other : waitingIn(lane).entrySet()) {
      calls += other.getKey().equals(tenant) ? 0 : Math.min(nth, other.getValue());
    }
    return calls;
  }

  /** Urgent calls wait for no others. */
  private double inOtherLane(Lane lane, double first) {
    return switch (lane) {
      case PRIORITY -> 0;
      case STANDARD -> Math.min(all(Lane.BATCH), first / BulkShares.STANDARD_WEIGHT);
      case BATCH -> Math.min(all(Lane.STANDARD), first * BulkShares.STANDARD_WEIGHT);
    };
  }

  private double all(Lane lane) {
    return waitingIn(lane).values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<String, Long> waitingIn(Lane lane) {
    return waiting.getOrDefault(lane, Map.of());
  }
}
