package io.chorus.operators.merging;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Makes one answer of several by taking the best: answers with nothing badly wrong first, then the
 * engine's record for this kind of task, then the grade, then who was planned first. It is one
 * order of all answers, so it may be applied to two at a time.
 */
public final class BestOf {
  /** Below this score something is badly wrong, and no record makes up for it. */
  public static final double PASSES = 0.6;

  private BestOf() {}

  /**
   * The best answer, in whichever order they came.
   *
   * @param record by engine, how good its answers to such tasks were, any scale; an engine that is
   *     missing counts as the worst one that is there, so nobody wins by being new
   * @throws java.util.NoSuchElementException where there is no answer
   */
  public static Graded choose(List<Graded> answers, Map<String, Double> record) {
    double unknown = record.values().stream().min(Double::compare).orElse(0.0);
    Comparator<Graded> worstFirst =
        Comparator.comparing((Graded answer) -> answer.score() >= PASSES)
            .thenComparing(answer -> record.getOrDefault(answer.engine(), unknown))
            .thenComparing(Graded::score)
            .thenComparing(Graded::order, Comparator.reverseOrder());
    return answers.stream().max(worstFirst).orElseThrow();
  }
}
