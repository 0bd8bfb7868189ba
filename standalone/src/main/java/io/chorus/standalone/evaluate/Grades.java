package io.chorus.standalone.evaluate;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.merging.Calibration.Observation;
import io.chorus.operators.quality.QualityGrader;
import io.chorus.standalone.evaluate.Probabilities.Scored;
import java.util.ArrayList;
import java.util.List;

/** Whether the grades of a set's answers, made probabilities on its other parts, come true. */
final class Grades {
  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final QualityGrader grader = new QualityGrader();
  private final List<Scored> scored = new ArrayList<>();

  /**
   * @param id of the prompt: its answers are all learned from, or all tested on
   */
  void add(String id, String prompt, String answer, boolean good) {
    ChatRequest request = TaskTypes.request(prompt);
    ChatAnswer said = new ChatAnswer(answer, "stop");
    add(id, grader.grade(request, said, analyzer.analyze(request)).score(), good);
  }

  void add(String id, double grade, boolean good) {
    scored.add(new Scored(id, grade, good));
  }

  /**
   * @param good what a good answer is here
   */
  void report(String set, String good, Report report) {
    List<Observation> calibrated = Probabilities.calibrated(scored);
    double share = scored.stream().mapToInt(one -> one.right() ? 1 : 0).average().orElse(0);
    String about =
        String.format(
            "that it %s; %.3f for who always says %.2f", good, share * (1 - share), share);
    report.add(set + ".grade_brier", Probabilities.brier(calibrated), "", about);
    report.add(set + ".grade_ece", Probabilities.ece(calibrated), "", "");
  }
}
