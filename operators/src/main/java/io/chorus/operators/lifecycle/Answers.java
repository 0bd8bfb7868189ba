package io.chorus.operators.lifecycle;

import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.Graded;
import io.chorus.operators.planning.Candidate;
import io.chorus.operators.planning.Plan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is to be said of a task's answers whatever the strategy. */
final class Answers {
  private Answers() {}

  /** The best one, or null. */
  static Choice best(TaskProgress progress) {
    return best(progress.answers(), progress.plan());
  }

  static Choice best(List<Given> answers, Plan plan) {
    if (answers.isEmpty()) {
      return null;
    }
    Graded best = BestOf.choose(answers.stream().map(Given::graded).toList(), records(plan));
    return new Choice(best.engine(), best.model(), best.score(), best.reasons(), best.payload());
  }

  static boolean isGoodEnough(TaskProgress progress) {
    Choice best = best(progress);
    return best != null && best.score() >= progress.plan().quality();
  }

  /** By engine; empty where records must not decide. */
  static Map<String, Double> records(Plan plan) {
    Map<String, Double> records = new TreeMap<>();
    for (Candidate candidate : plan.candidates()) {
      if (candidate.hasRecord()) {
        records.put(candidate.engine(), candidate.record());
      }
    }
    return records;
  }
}
