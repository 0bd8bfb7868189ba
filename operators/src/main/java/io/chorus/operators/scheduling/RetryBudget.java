package io.chorus.operators.scheduling;

/**
 * How often one engine may be asked once more for what it has failed: one time for every eight
 * calls that it answers, and one a second besides, of which a hundred are saved up. So what is
 * asked again is never more than a part of what works, as in Finagle's {@code RetryBudget} and in
 * gRPC's retry throttling (proposal A6). Stored; immutable.
 *
 * @param retries that may be made now, with fractions
 * @param atMs Unix milliseconds until which the seconds are counted
 */
public record RetryBudget(double retries, long atMs) {
  /** Why a call is given back, as the detail of a withdrawal: nothing of it is left. */
  public static final String USED_UP = "RETRIES";

  static final double MOST = 100;
  static final double FOR_AN_ANSWER = 0.125;
  private static final double SECOND_MS = 1_000;

  static RetryBudget full(long nowMs) {
    return new RetryBudget(MOST, nowMs);
  }

  RetryBudget answered() {
    return new RetryBudget(Math.min(MOST, retries + FOR_AN_ANSWER), atMs);
  }

  RetryBudget at(long nowMs) {
    double earned = Math.max(0, nowMs - atMs) / SECOND_MS;
    return new RetryBudget(Math.min(MOST, retries + earned), Math.max(atMs, nowMs));
  }

  boolean hasOne() {
    return retries >= 1;
  }

  RetryBudget taken() {
    return new RetryBudget(retries - 1, atMs);
  }

  boolean isFull() {
    return retries == MOST;
  }
}
