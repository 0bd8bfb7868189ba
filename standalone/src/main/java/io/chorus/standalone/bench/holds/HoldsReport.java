package io.chorus.standalone.bench.holds;

import java.util.Locale;

/**
 * How soon an operator's word on a large batch counts, in seconds from the request. Written as JSON
 * with {@link io.chorus.contracts.Json}.
 *
 * @param batch its tasks
 * @param pauseS until the last of its calls left
 * @param resumeS until the first left again
 * @param moveS until the last left in its old lane
 * @param cancelS until the last of its calls left
 * @param drainS until all of its tasks had ended
 * @param cancelled its tasks that ended cancelled
 * @param billedTwice asks that were billed twice, as the checker counts them
 * @param verified every invariant holds
 */
public record HoldsReport(
    int batch,
    double pauseS,
    double resumeS,
    double moveS,
    double cancelS,
    double drainS,
    long cancelled,
    long billedTwice,
    boolean verified) {

  public HoldsReport checked(long twice, boolean holds) {
    return new HoldsReport(batch, pauseS, resumeS, moveS, cancelS, drainS, cancelled, twice, holds);
  }

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          a batch of %,d under load
            pause     %.2f s until the last call left
            resume    %.2f s until the first left again
            move      %.2f s until the last left in its old lane
            cancel    %.2f s until the last call left, %.1f s until all %,d had ended
          billed twice %d   %s
        """,
        batch,
        pauseS,
        resumeS,
        moveS,
        cancelS,
        drainS,
        cancelled,
        billedTwice,
        verified ? "verified" : "NOT VERIFIED");
  }
}
