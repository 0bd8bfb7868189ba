package io.chorus.operators.planning;

import io.chorus.contracts.Explanation;
import io.chorus.contracts.Strategy;
import io.chorus.operators.analysis.Analysis;
import java.util.List;

/**
 * How a task is to be asked.
 *
 * @param candidates whom to ask, best first; empty where no engine may see the task's data
 * @param calls answers that are collected at most before it is asked again, 1 or more
 * @param samples all of them of one engine
 * @param rounds how often is asked at most, the first time included
 * @param quality the grade below which is asked again
 * @param budgetNanoUsd what all asks together may cost, in billionths of a US dollar; 0 for no
 *     limit
 * @param judge the engine that writes for {@code fuse}, or null for the first that may
 * @param hedgeMs how long {@code first} waits before it asks the next, in milliseconds
 * @param cacheMaxAgeMs how old an answer of the cache may be, in milliseconds; 0 for none
 * @param analysis what it was planned for
 * @param explained what all this follows from
 */
public record Plan(
    Strategy strategy,
    List<Candidate> candidates,
    int calls,
    boolean samples,
    int rounds,
    double quality,
    long budgetNanoUsd,
    String judge,
    long hedgeMs,
    long cacheMaxAgeMs,
    Analysis analysis,
    Explanation.Planned explained) {

  /** True where answers can be counted against each other. */
  public boolean closed() {
    return analysis.closed();
  }
}
