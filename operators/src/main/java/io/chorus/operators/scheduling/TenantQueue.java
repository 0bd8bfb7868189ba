package io.chorus.operators.scheduling;

import java.util.Comparator;
import java.util.TreeSet;

/** One tenant's flows in one lane, earliest deadline first. Used by one thread. */
final class TenantQueue {
  private final String tenant;
  private final TreeSet<Flow> flows =
      new TreeSet<>(Comparator.comparingLong(Flow::deadlineMs).thenComparingInt(Flow::number));

  /**
   * Estimated tokens that may leave in the tenant's present turn; what was too much is negative.
   */
  private long deficit;

  TenantQueue(String tenant) {
    this.tenant = tenant;
  }

  String tenant() {
    return tenant;
  }

  /** Sets a flow in place of the one with its number. */
  void set(Flow flow) {
    flows.remove(flow);
    flows.add(flow);
  }

  void remove(Flow flow) {
    flows.remove(flow);
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  Flow first() {
    return flows.first();
  }

  boolean hasTurn() {
    return deficit > 0;
  }

  void nextTurn(long quantum) {
    deficit = Math.min(deficit + quantum, quantum);
  }

  void charge(long tokens) {
    deficit -= tokens;
  }

  /** Unix milliseconds before which none of the waiting calls came in. */
  long sinceMs() {
    return flows.stream().mapToLong(Flow::sinceMs).min().orElse(Long.MAX_VALUE);
  }
}
