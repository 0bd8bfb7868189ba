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
 * No tenant gets ahead of another by more than a turn and one call. Used by one thread.
 */
final class LaneQueue {
  /** A turn: some calls of common size. */
  static final long QUANTUM_TOKENS = 4_000;

  private final Map<String, TenantQueue> tenants = new HashMap<>();
  private final Deque<TenantQueue> ring = new ArrayDeque<>();

  void set(Flow flow) {
    TenantQueue tenant = tenants.get(flow.tenant());
    if (tenant == null) {
      tenant = new TenantQueue(flow.tenant());
      tenants.put(flow.tenant(), tenant);
      ring.addLast(tenant);
    }
    tenant.set(flow);
  }

  void remove(Flow flow) {
    TenantQueue tenant = tenants.get(flow.tenant());
    if (tenant == null) {
      return;
    }
    tenant.remove(flow);
    if (tenant.isEmpty()) {
      tenants.remove(flow.tenant());
      ring.remove(tenant);
    }
  }

  boolean isEmpty() {
    return ring.isEmpty();
  }

  /** The flow whose first call is to leave next, of tenants that may; null where there is none. */
  Flow next(Predicate<String> mayLeave) {
    if (ring.stream().noneMatch(tenant -> mayLeave.test(tenant.tenant()))) {
      return null;
    }
    TenantQueue tenant = ring.peekFirst();
    while (!tenant.hasTurn() || !mayLeave.test(tenant.tenant())) {
      tenant.nextTurn(QUANTUM_TOKENS);
      ring.addLast(ring.pollFirst());
      tenant = ring.peekFirst();
    }
    return tenant.first();
  }

  /** A tenant's call has left. */
  void charge(String tenant, long tokens) {
    TenantQueue queue = tenants.get(tenant);
    if (queue != null) {
      queue.charge(tokens);
    }
  }

  /** Unix milliseconds before which none of the waiting calls came in. */
  long sinceMs() {
    return ring.stream().mapToLong(TenantQueue::sinceMs).min().orElse(Long.MAX_VALUE);
  }
}
