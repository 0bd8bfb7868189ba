package io.chorus.contracts;

import java.util.Objects;

/**
 * How an engine has done on one kind of task, what is long ago counting less. Immutable.
 *
 * @param engine its name in the catalog
 * @param kind of task
 * @param weight answers it stands for, the old ones at a fraction
 * @param accepted share of its answers that were good enough, in [0,1]
 * @param quality mean grade of its answers, in [0,1]
 * @param costNanoUsd mean cost of an answer, in billionths of a US dollar
 * @param latencyMs mean time of an answer, in milliseconds
 * @param p95Ms a time that 95 of a hundred answers do not exceed, in milliseconds; 0 while too few
 *     are known
 * @param atMs Unix milliseconds of the last look
 */
public record EngineRecord(
    String engine,
    String kind,
    double weight,
    double accepted,
    double quality,
    double costNanoUsd,
    double latencyMs,
    long p95Ms,
    long atMs) {

  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public EngineRecord {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(kind, "kind");
  }
}
