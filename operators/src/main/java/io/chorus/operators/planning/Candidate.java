package io.chorus.operators.planning;

/**
 * Whom a plan may ask.
 *
 * @param estimatedNanoUsd what one answer may cost, in billionths of a US dollar
 * @param asJudgeNanoUsd what one answer made of all others may cost
 * @param record how good its answers to such tasks were, in [0,1]; {@link #NO_RECORD} where that
 *     must not decide
 * @param latencyMs how long it takes by its record, in milliseconds; 0 where nothing is known
 * @param p95Ms when another one may be asked beside it, in milliseconds; 0 for never
 */
public record Candidate(
    String engine,
    String model,
    long estimatedNanoUsd,
    long asJudgeNanoUsd,
    double record,
    long latencyMs,
    long p95Ms) {
  public static final double NO_RECORD = -1;

  public boolean hasRecord() {
    return record >= 0;
  }
}
