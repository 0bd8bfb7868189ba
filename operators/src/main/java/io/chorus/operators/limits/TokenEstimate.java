package io.chorus.operators.limits;

/**
 * Corrects estimates of tokens by what came of earlier ones: mean and deviation of the ratio are
 * followed as TCP follows round-trip times (RFC 6298), and four deviations are added. Too much is
 * given back with the answer; too little would go over the limit. Used under a lock.
 */
final class TokenEstimate {
  private static final double FIRST_RATIO = 1;
  private static final double FIRST_DEVIATION = 0.25;
  private static final double MEAN_GAIN = 1.0 / 8;
  private static final double DEVIATION_GAIN = 1.0 / 4;
  private static final double DEVIATIONS = 4;

  private double ratio = FIRST_RATIO;
  private double deviation = FIRST_DEVIATION;

  /** Tokens to set apart for a call. */
  long of(long estimated) {
    return (long) Math.ceil(Math.max(1, estimated) * (ratio + DEVIATIONS * deviation));
  }

  /** What a call that was estimated so has used. */
  void learn(long estimated, long used) {
    double seen = (double) used / Math.max(1, estimated);
    deviation += DEVIATION_GAIN * (Math.abs(seen - ratio) - deviation);
    ratio += MEAN_GAIN * (seen - ratio);
  }
}
