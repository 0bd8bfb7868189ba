package io.chorus.standalone.bench.limits;

import java.util.Locale;

/**
 * What came of calling at twice the sum of all limits. Written as JSON with {@link
 * io.chorus.contracts.Json}.
 *
 * @param overshoot calls that were over a limit, in the engines' own count
 * @param requestsUsed share of the allowed requests that was used
 * @param concurrencyUsed share of the allowed places that was used
 * @param tokensUsed share of the allowed tokens that was used
 * @param overshootWithoutRedis calls over a limit while Redis was dead and after it came back empty
 * @param requestsWithoutRedis calls that were answered in that time
 * @param minutes that were measured with Redis
 * @param subtasks that shared the accounts
 * @param answered calls of the whole run
 */
public record LimitsReport(
    long overshoot,
    double requestsUsed,
    double concurrencyUsed,
    double tokensUsed,
    long overshootWithoutRedis,
    long requestsWithoutRedis,
    long minutes,
    int subtasks,
    long answered) {

  /** Whether no account was over any limit at any time. */
  public boolean isInside() {
    return overshoot == 0 && overshootWithoutRedis == 0;
  }

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          %d subtasks, twice the sum of the limits, %d min, %,d calls answered
            over a limit    %d
            requests        %.3f of what is allowed
            concurrency     %.3f
            tokens          %.3f
          without Redis, and after it came back empty: %d over a limit, %,d calls answered
        """,
        subtasks,
        minutes,
        answered,
        overshoot,
        requestsUsed,
        concurrencyUsed,
        tokensUsed,
        overshootWithoutRedis,
        requestsWithoutRedis);
  }
}
