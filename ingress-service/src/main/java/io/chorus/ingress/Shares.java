package io.chorus.ingress;

import java.util.HashMap;
import java.util.Map;

/**
 * Divides what there is of something among tenants: none may have more than is left for the others,
 * so that one alone gets half, each of two a third, and there is always something for the next.
 * Thread-safe.
 */
final class Shares {
  private final Map<String, Long> taken = new HashMap<>();
  private long left;

  Shares(long most) {
    this.left = most;
  }

  /** False, and nothing is taken, where it would be more than the tenant's share. */
  synchronized boolean take(String tenant, long some) {
    long then = taken.getOrDefault(tenant, 0L) + some;
    if (then > left) {
      return false;
    }
    taken.put(tenant, then);
    left -= some;
    return true;
  }

  /**
   * @param some as it was taken
   */
  synchronized void give(String tenant, long some) {
    taken.computeIfPresent(tenant, (who, had) -> had == some ? null : had - some);
    left += some;
  }
}
