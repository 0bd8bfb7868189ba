package io.chorus.connector.postgres;

/**
 * What one engine was asked and what it cost.
 *
 * @param claims asks that were let go to it
 * @param takeovers claims taken over from dead holders: asks that may have been billed unrecorded
 * @param answered recorded answers
 * @param failed recorded failures
 * @param costNanoUsd billionths of a US dollar
 */
public record EngineTotals(
    long claims,
    long takeovers,
    long answered,
    long failed,
    long tokensIn,
    long tokensOut,
    long costNanoUsd) {
  static final EngineTotals NONE = new EngineTotals(0, 0, 0, 0, 0, 0, 0);

  /** Asks whose outcome is known. */
  public long records() {
    return answered + failed;
  }

  EngineTotals plus(EngineTotals other) {
    return new EngineTotals(
        claims + other.claims,
        takeovers + other.takeovers,
        answered + other.answered,
        failed + other.failed,
        tokensIn + other.tokensIn,
        tokensOut + other.tokensOut,
        costNanoUsd + other.costNanoUsd);
  }
}
