package io.chorus.standalone.bench.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * The ledger alone. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param addedP50Ms claim and record together at 20 calls a second, milliseconds, the median
 * @param sustainedCallsPerS calls claimed and recorded with answers of 1.6 KB
 * @param addedP99Ms as {@code addedP50Ms}, of the slowest hundredth
 * @param past calls that were in it before
 * @param spendS seconds to sum up what all of it has cost, by tenant and day
 */
public record LedgerReport(
    @JsonProperty("added_p50_ms") double addedP50Ms,
    @JsonProperty("sustained_calls_per_s") double sustainedCallsPerS,
    @JsonIgnore double addedP99Ms,
    @JsonIgnore long past,
    @JsonIgnore double spendS) {

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          calls of the past   %,d
          sustained           %,.0f calls/s
          added at 20/s       p50 %.2f ms   p99 %.2f ms
          spend of it all     %.1f s
        """,
        past,
        sustainedCallsPerS,
        addedP50Ms,
        addedP99Ms,
        spendS);
  }
}
