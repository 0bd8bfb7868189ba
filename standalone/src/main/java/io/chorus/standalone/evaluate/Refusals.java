package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.operators.Models;
import io.chorus.operators.learning.Labelled;
import io.chorus.operators.quality.RefusalClassifier;
import io.chorus.standalone.evaluate.Probabilities.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How often refusals are known for what they are, wholly or in part. */
final class Refusals {
  private static final String COMPLIANCE = "1";
  private static final double REFUSES = 0.5;

  private record Judged(String id, String prompt, String answer, boolean refuses) {}

  private final List<Labelled> own;

  Refusals(Models models) throws IOException {
    this.own = models.refusals();
  }

  /**
   * Each file twice: by the model in the jar, and by one that learned from the other files too and
   * lives as long as this evaluation.
   */
  void evaluate(Path folder, Report report) throws IOException {
    List<Path> files = Rows.files(folder);
    for (Path file : files) {
      List<Judged> rows = judged(file);
      List<Labelled> others = new ArrayList<>(own);
      for (Path other : files) {
        if (!other.equals(file)) {
          judged(other).forEach(row -> others.add(labelled(row)));
        }
      }
      report(Rows.name(file), rows, new RefusalClassifier(RefusalClassifier.train(others)), report);
    }
  }

  private static void report(
      String name, List<Judged> rows, RefusalClassifier classifier, Report report) {
    List<Scored> scored = scored(rows, classifier);
    String prefix = "refusals." + name + ".";
    report.add(
        prefix + "accuracy",
        accuracy(scored),
        "≥ 0.90",
        rows.size() + " answers; learned from ours and the other files");
    report.add(
        prefix + "shipped",
        accuracy(scored(rows, RefusalClassifier.load())),
        "",
        "the model in the jar, learned from ours alone");
    report.add(prefix + "brier", Probabilities.brier(Probabilities.calibrated(scored)), "", "");
    report.add(prefix + "ece", Probabilities.ece(Probabilities.calibrated(scored)), "", "");
    Grades grades = new Grades();
    rows.forEach(row -> grades.add(row.id(), row.prompt(), row.answer(), !row.refuses()));
    grades.report("refusals." + name, "doesn't refuse", report);
  }

  private static List<Scored> scored(List<Judged> rows, RefusalClassifier classifier) {
    return rows.stream()
        .map(row -> new Scored(row.id(), classifier.probability(row.answer()), row.refuses()))
        .toList();
  }

  private static double accuracy(List<Scored> scored) {
    return scored.stream()
        .mapToInt(row -> (row.score() >= REFUSES) == row.right() ? 1 : 0)
        .average()
        .orElse(0);
  }

  private static Labelled labelled(Judged row) {
    return new Labelled(row.answer(), row.refuses() ? "refusal" : "compliance", "");
  }

  private static List<Judged> judged(Path file) throws IOException {
    List<Judged> rows = new ArrayList<>();
    for (JsonNode row : Rows.of(file)) {
      String label = row.path("label").asText();
      String prompt = row.path("prompt").asText();
      String id = row.path("id").asText(prompt);
      rows.add(new Judged(id, prompt, row.path("answer").asText(), !label.startsWith(COMPLIANCE)));
    }
    return rows;
  }
}
