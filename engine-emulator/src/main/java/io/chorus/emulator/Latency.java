package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How long an engine takes to answer: always the same, or log-normal. In JSON a number, or {@code
 * {"median_ms":…,"p99_ms":…}}.
 *
 * @param medianMs milliseconds, 0 to 600,000
 * @param p99Ms milliseconds that one answer in a hundred exceeds; the same as the median: fixed
 */
public record Latency(long medianMs, long p99Ms) {
  /** No latency is longer, however the dice fall: ten minutes. */
  static final long MAX_MS = 600_000;

  static final Latency NONE = fixed(0);

  private static final double Z_OF_P99 = 2.3263478740408408;

  @JsonCreator
  public Latency(
      @JsonProperty(value = "median_ms", required = true) long medianMs,
      @JsonProperty(value = "p99_ms", required = true) long p99Ms) {
    if (medianMs < 0 || p99Ms < medianMs || p99Ms > MAX_MS || (medianMs == 0 && p99Ms > 0)) {
      throw new IllegalArgumentException(
          "latency of median "
              + medianMs
              + " ms and p99 "
              + p99Ms
              + " ms; allowed: 0 to "
              + MAX_MS
              + ", p99 not under the median, median 0 only with p99 0");
    }
    this.medianMs = medianMs;
    this.p99Ms = p99Ms;
  }

  /** The same latency for each call. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Latency fixed(long ms) {
    return new Latency(ms, ms);
  }

  boolean isFixed() {
    return medianMs == p99Ms;
  }

  long drawMs(RandomGenerator random) {
    if (isFixed()) {
      return medianMs;
    }
    double sigma = Math.log((double) p99Ms / medianMs) / Z_OF_P99;
    return Math.min(MAX_MS, Math.round(medianMs * Math.exp(sigma * random.nextGaussian())));
  }

  @JsonValue
  Object json() {
    return isFixed() ? (Object) medianMs : Map.of("median_ms", medianMs, "p99_ms", p99Ms);
  }
}
