package io.chorus.operators.asking;

/**
 * How often a claim was tried in vain, and how long to wait before the next time.
 *
 * @param held how often someone else had it on the way
 * @param failed how often the ledger could not say, in a row
 * @param alone it is a suspect, and the only one that is let go now
 */
record Tries(int held, int failed, boolean alone) {
  static final Tries NONE = new Tries(0, 0, false);

  private static final long HELD_STEP_MS = 1_000;
  private static final long LONGEST_HELD_MS = 3_000;
  private static final long FIRST_FAILED_MS = 500;
  private static final long LONGEST_FAILED_MS = 5_000;
  private static final int MOST_DOUBLINGS = 4;

  Tries heldAgain() {
    return new Tries(held + 1, 0, alone);
  }

  Tries failedAgain() {
    return new Tries(held, failed + 1, alone);
  }

  Tries onlySuspect() {
    return new Tries(held, 0, true);
  }

  /** The pause after it was held. */
  long heldMs() {
    return Math.min(LONGEST_HELD_MS, held * HELD_STEP_MS);
  }

  /** The pause after it failed. */
  long failedMs() {
    return Math.min(LONGEST_FAILED_MS, FIRST_FAILED_MS << Math.min(MOST_DOUBLINGS, failed - 1));
  }
}
