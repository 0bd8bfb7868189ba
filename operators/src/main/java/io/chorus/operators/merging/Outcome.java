package io.chorus.operators.merging;

/**
 * Where a vote stands.
 *
 * @param winner the leading value, null where nobody has voted yet
 * @param confidence the winner's share of the weight that was cast, in [0,1]; {@link Calibration}
 *     makes a probability of it
 * @param certain true where the ballots still out can't change the winner
 */
public record Outcome(String winner, double confidence, boolean certain) {
  static final Outcome NONE = new Outcome(null, 0, false);
}
