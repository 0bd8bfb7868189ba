package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;

/**
 * A call on its way. Stored; immutable.
 *
 * @param key where the call is kept
 * @param lane which it took
 * @param checkAtMs Unix milliseconds when the ledger is asked what became of it
 * @param checks how often that has been done
 */
public record Sent(long key, Lane lane, long checkAtMs, int checks) {
  private static final long FIRST_CHECK_MS = 10_000;
  private static final int MOST_DOUBLINGS = 5;

  static Sent now(long key, Lane lane, long nowMs) {
    return new Sent(key, lane, nowMs + FIRST_CHECK_MS, 0);
  }

  /** The next look comes after twice the time: a call may well take minutes. */
  Sent checked(long nowMs) {
    int doublings = Math.min(MOST_DOUBLINGS, checks + 1);
    return new Sent(key, lane, nowMs + (FIRST_CHECK_MS << doublings), checks + 1);
  }
}
