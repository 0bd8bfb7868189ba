package io.chorus.operators.scheduling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The flows of one lane that have calls waiting: tenants in turn, each for as many estimated tokens
 * (deficit round robin after Shreedhar and Varghese, "Efficient fair queueing using deficit round
 * robin", 1995; charged after the call has left, so that no call has to be read before its turn).
 * From where two tenants stand alike, none gets ahead of the other by more than a turn and one call
 * while the other has calls that may leave. Who has no more calls keeps what it had too much, until
 * that is paid off in turns or nothing waits in the lane at all. Used by one thread.
 */
final class LaneQueue {
  /** A turn: some calls of common size. */
  static final long QUANTUM_TOKENS = 4_000;

  private final Map<String, TenantQueue> tenants = new HashMap<>();
  private final Deque<TenantQueue> ring = new ArrayDeque<>();

  void add(Flow flow) {
    TenantQueue tenant = tenants.get(flow.tenant());
    if (tenant == null) {
      tenant = new TenantQueue(flow.tenant());
      tenants.put(flow.tenant(), tenant);
      ring.addLast(tenant);
    }
    tenant.add(flow);
  }

  /** Removes a flow that was added. */
  void remove(Flow flow) {
    tenants.get(flow.tenant()).remove(flow);
  }

  /** The flow whose first call is to leave next, of tenants that may; null where there is none. */
  Flow next(Predicate<String> mayLeave) {
    if (!canServe(mayLeave)) {
      return null;
    }
    while (!ring.peekFirst().hasTurn() || !ring.peekFirst().canBeServed(mayLeave)) {
      turn();
    }
    return ring.peekFirst().first();
  }

  private boolean canServe(Predicate<String> mayLeave) {
    boolean waits = false;
    for (TenantQueue tenant : ring) {
      if (tenant.canBeServed(mayLeave)) {
        return true;
      }
      waits |= !tenant.isEmpty();
    }
    if (!waits) {
      tenants.clear();
      ring.clear();
    }
    return false;
  }

  /** The first goes to the end, and the next one's turn begins. */
  private void turn() {
    TenantQueue first = ring.pollFirst();
    if (first.isEmpty() && !first.owes()) {
      tenants.remove(first.tenant());
    } else {
      ring.addLast(first);
    }
    ring.peekFirst().beginTurn(QUANTUM_TOKENS);
  }

  /** A tenant's call is about to leave. */
  void charge(String tenant, long tokens) {
    tenants.get(tenant).charge(tokens);
  }
}
