package io.chorus.operators.merging;

import java.util.Comparator;
import java.util.List;

/** Makes one answer of several by taking the best. */
public final class BestOf {
  private static final Comparator<Graded> WORST_FIRST =
      Comparator.comparingDouble(Graded::score)
          .thenComparing(Graded::order, Comparator.reverseOrder());

  private BestOf() {}

  /**
   * The answer with the highest score, of equal ones the one that was planned first; in whichever
   * order the answers came.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  public static Graded choose(List<Graded> answers) {
    return answers.stream().max(WORST_FIRST).orElseThrow();
  }
}
