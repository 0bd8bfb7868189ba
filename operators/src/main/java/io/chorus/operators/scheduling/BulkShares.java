package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;

/**
 * Divides what leaves in bulk between the standard and the batch lane while both have calls that
 * may leave: four estimated tokens to one, and less the longer the batch lane has waited, down to
 * one to one after half an hour. So nothing starves, and fresh batches don't slow standard work.
 * Used by one thread.
 */
final class BulkShares {
  static final double STANDARD_WEIGHT = 4;
  private static final double AGEING_MS = 600_000;

  /** Tokens over weight that have left; the lane with less is next. */
  private double standard;

  private double batch;

  /** The lane whose turn it is. */
  Lane next() {
    return standard <= batch ? Lane.STANDARD : Lane.BATCH;
  }

  /** A lane has nothing that may leave in its turn: it saves nothing up. */
  void passes(Lane lane) {
    if (lane == Lane.STANDARD) {
      standard = Math.max(standard, batch);
    } else {
      batch = Math.max(batch, standard);
    }
  }

  /**
   * A call has left.
   *
   * @param waitedMs how long the oldest call of its lane has waited at the most
   */
  void charge(Lane lane, long tokens, long waitedMs) {
    if (lane == Lane.STANDARD) {
      standard += tokens / STANDARD_WEIGHT;
    } else {
      batch += tokens / Math.min(STANDARD_WEIGHT, 1 + waitedMs / AGEING_MS);
    }
  }
}
