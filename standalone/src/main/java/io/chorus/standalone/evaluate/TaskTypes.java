package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.Models;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.KindClassifier;
import io.chorus.operators.analysis.KindClassifier.Likely;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.learning.Labelled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How often the analyzer knows the kind of a task. */
final class TaskTypes {
  private static final int FOLDS = 5;

  private final TaskAnalyzer analyzer = new TaskAnalyzer();

  static ChatRequest request(String prompt) {
    return new ChatRequest(
        List.of(new ChatMessage("user", prompt)), null, null, null, List.of(), null);
  }

  /** The analyzer as it is in the jar, on each file of other people's prompts. */
  void others(Path folder, Report report) throws IOException {
    for (Path file : Rows.files(folder)) {
      List<JsonNode> rows = Rows.of(file);
      Hits hits = new Hits();
      for (JsonNode row : rows) {
        Analysis analysis = analyzer.analyze(request(row.path("prompt").asText()));
        hits.count(row.path("kind").asText(), analysis.kind(), analysis.secondKind());
      }
      hits.report(Rows.name(file), "0.65", "", rows.size() + " prompts of others", report);
    }
  }

  /** Five models, each tested on the fifth of our own patterns that it was not trained on. */
  void own(Models models, Report report) throws IOException {
    List<Labelled> prompts = models.prompts();
    Hits hits = new Hits();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Labelled> seen = new ArrayList<>();
      List<Labelled> held = new ArrayList<>();
      for (Labelled prompt : prompts) {
        (Rows.fold(prompt.group(), FOLDS) == fold ? held : seen).add(prompt);
      }
      KindClassifier classifier = new KindClassifier(KindClassifier.train(seen));
      for (Labelled prompt : held) {
        Likely likely = classifier.classify(prompt.text());
        hits.count(prompt.label(), likely.kind(), likely.secondKind());
      }
    }
    hits.report("own", "0.80", "0.92", prompts.size() + " prompts of ours, held out", report);
  }

  private static final class Hits {
    private int all;
    private int first;
    private int second;

    void count(String right, String kind, String secondKind) {
      all++;
      first += right.equals(kind) ? 1 : 0;
      second += right.equals(secondKind) ? 1 : 0;
    }

    void report(String name, String goal1, String goal2, String about, Report report) {
      double count = Math.max(1, all);
      report.add("analyzer." + name + ".top1", first / count, goal(goal1), about);
      report.add("analyzer." + name + ".top2", (first + second) / count, goal(goal2), "");
    }

    private static String goal(String least) {
      return least.isEmpty() ? "" : "≥ " + least;
    }
  }
}
