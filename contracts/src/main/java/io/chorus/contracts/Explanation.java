package io.chorus.contracts;

import java.util.List;

/**
 * How a task came to its end, without a word of what was asked or answered: that is in the ledger,
 * under the same rounds and slots.
 *
 * @param planned what was decided before anyone was asked
 * @param answers what was thought of each answer, in the order they came
 * @param steps what was decided on the way, one sentence each
 */
public record Explanation(Planned planned, List<Judged> answers, List<String> steps) {

  /**
   * The plan, and all that it follows from: the same task, with the same of these, is planned the
   * same.
   *
   * @param policy version of the policy
   * @param rule the rule of the policy that decided
   * @param why in words
   * @param analyzer version of the analyzer
   * @param grader version of what grades the answers
   * @param kind of task
   * @param secondKind the next likely kind
   * @param confidence of the kind, in [0,1]
   * @param language of the task
   * @param difficulty in [0,1]
   * @param form of a right answer
   * @param quality the grade below which is asked again
   * @param rounds at most
   * @param calls planned at most
   * @param estimatedNanoUsd of these, in billionths of a US dollar
   * @param engines whom to ask, best first
   * @param learned what engines' records would have put first, or null where nothing is known
   * @param out engines that answered nobody when it was planned, and were put last for it
   */
  public record Planned(
      int policy,
      String rule,
      String why,
      String analyzer,
      String grader,
      String kind,
      String secondKind,
      double confidence,
      String language,
      double difficulty,
      String form,
      double quality,
      int rounds,
      int calls,
      long estimatedNanoUsd,
      List<String> engines,
      String learned,
      List<String> out) {}

  /**
   * One answer's grade.
   *
   * @param engine who gave it
   * @param score in [0,1]
   * @param reasons why it is below 1
   * @param value the same number for answers that say the same, 1 for the first; 0 where that can't
   *     be told
   * @param latencyMs from sent to received; 0 where it was read from the ledger or the cache
   */
  public record Judged(
      int round,
      int slot,
      String engine,
      String model,
      double score,
      List<String> reasons,
      int value,
      long costNanoUsd,
      long latencyMs) {}
}
