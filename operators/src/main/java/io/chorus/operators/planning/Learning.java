package io.chorus.operators.planning;

import io.chorus.contracts.EngineRecord;

/**
 * Makes a record of observations: means in which an answer counts half as much after {@value
 * #HALF_LIFE_HOURS} hours. Pure.
 */
final class Learning {
  static final int HALF_LIFE_HOURS = 72;

  /** However much is observed, what is new moves the record. */
  static final double MOST_WEIGHT = 2_000;

  /** Fewer answers than that tell nothing of the slowest. */
  static final double LEAST_TIMED = 20;

  private static final double P95 = 0.95;

  private static final double HALF_LIFE_MS = HALF_LIFE_HOURS * 3_600_000.0;

  private Learning() {}

  /**
   * @param before so far, or null
   */
  static Learned add(Learned before, Observation seen, long nowMs) {
    Latencies latencies =
        before == null
            ? seen.latencies()
            : before.latencies().faded(fading(before.record(), nowMs)).plus(seen.latencies());
    long p95Ms = latencies.weight() < LEAST_TIMED ? 0 : latencies.quantileMs(P95);
    EngineRecord record = before == null ? null : before.record();
    return new Learned(add(record, seen, p95Ms, nowMs), latencies);
  }

  private static double fading(EngineRecord record, long nowMs) {
    return record.weight() == 0 ? 0 : weightAt(record, nowMs) / record.weight();
  }

  private static EngineRecord add(EngineRecord record, Observation seen, long p95Ms, long nowMs) {
    double old = record == null ? 0 : weightAt(record, nowMs);
    double weight = old + seen.answers();
    return new EngineRecord(
        seen.engine(),
        seen.kind(),
        weight,
        mean(record == null ? 0 : record.accepted(), old, seen.accepted(), seen.answers()),
        mean(record == null ? 0 : record.quality(), old, seen.quality(), seen.answers()),
        mean(record == null ? 0 : record.costNanoUsd(), old, seen.costNanoUsd(), seen.answers()),
        latency(record, old, seen),
        p95Ms,
        nowMs);
  }

  private static double weightAt(EngineRecord record, long nowMs) {
    double age = Math.max(0, nowMs - record.atMs());
    return Math.min(MOST_WEIGHT, record.weight() * Math.pow(0.5, age / HALF_LIFE_MS));
  }

  /** Replays have no time of their own. */
  private static double latency(EngineRecord record, double old, Observation seen) {
    boolean known = record != null && record.latencyMs() > 0;
    if (seen.timed() == 0) {
      return known ? record.latencyMs() : 0;
    }
    return mean(known ? record.latencyMs() : 0, known ? old : 0, seen.latencyMs(), seen.timed());
  }

  private static double mean(double oldMean, double oldWeight, double sum, double count) {
    return (oldMean * oldWeight + sum) / (oldWeight + count);
  }
}
