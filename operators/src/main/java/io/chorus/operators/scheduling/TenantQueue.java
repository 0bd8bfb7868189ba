package io.chorus.operators.scheduling;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Predicate;

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

  void add(Flow flow) {
    flows.add(flow);
  }

  /** Removes a flow as it was added. */
  void remove(Flow flow) {
    flows.remove(flow);
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  boolean canBeServed(Predicate<String> mayLeave) {
    return !flows.isEmpty() && mayLeave.test(tenant);
  }

  Flow first() {
    return flows.first();
  }

  boolean hasTurn() {
    return deficit > 0;
  }

  boolean owes() {
    return deficit < 0;
  }

  void beginTurn(long quantum) {
    deficit = Math.min(deficit + quantum, quantum);
  }

  void charge(long tokens) {
    deficit -= tokens;
  }
}
