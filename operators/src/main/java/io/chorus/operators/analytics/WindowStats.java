package io.chorus.operators.analytics;

/**
 * The figures of one window.
 *
 * @param windowStartMs Unix milliseconds, inclusive
 * @param windowMs length of the window
 * @param errors of {@code count}, those that failed
 * @param meanLatencyMs from sent to received for calls, from accepted to finished for tasks
 * @param costNanoUsd billionths of a US dollar
 */
public record WindowStats(
    long windowStartMs,
    long windowMs,
    String tenant,
    String kind,
    String engine,
    String lane,
    long count,
    long errors,
    double meanLatencyMs,
    long tokensIn,
    long tokensOut,
    long costNanoUsd) {

  static WindowStats of(StatsKey key, Stats stats, long windowStartMs, long windowMs) {
    return new WindowStats(
        windowStartMs,
        windowMs,
        key.tenant(),
        key.kind(),
        key.engine(),
        key.lane(),
        stats.count(),
        stats.errors(),
        stats.meanLatencyMs(),
        stats.tokensIn(),
        stats.tokensOut(),
        stats.costNanoUsd());
  }
}
