package io.chorus.operators.lifecycle;

/**
 * Of a hundred urgent calls two may have another one beside them: each call earns a fiftieth, and
 * ten are saved up at most, so that an engine that becomes slow is not answered with a burst.
 * Begins with nothing, at a restart too. Used by one thread.
 */
final class HedgeBudget {
  static final double SHARE = 0.02;
  private static final double MOST = 10;

  private double hedges;

  /** An urgent call is made that is no hedge. */
  void called() {
    hedges = Math.min(MOST, hedges + SHARE);
  }

  /** Takes one, where there is one. */
  boolean take() {
    boolean has = hedges >= 1;
    hedges -= has ? 1 : 0;
    return has;
  }
}
