package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Payload;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.Graded;
import io.chorus.operators.quality.Grade;
import io.chorus.operators.quality.QualityGrader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Best-of on open answers that a judge has compared with a strong baseline. */
final class Ranked {
  private static final int FOLDS = 5;

  /** Whoever judges likes such an answer more than the baseline's. */
  private static final double PREFERRED = 0.5;

  /**
   * A kind of task is believed to differ from all others as far as it has more answers than this.
   */
  private static final double PRIOR = 40;

  private record Answered(Graded graded, double preference) {}

  private record Question(String id, String kind, List<Answered> answers) {}

  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final QualityGrader grader = new QualityGrader();
  private final List<Question> questions = new ArrayList<>();
  private final Grades grades = new Grades();

  Ranked(Path answers, Path prompts) throws IOException {
    Map<String, String> promptOf = new HashMap<>();
    for (JsonNode row : Rows.of(prompts)) {
      promptOf.put(row.path("id").asText(), row.path("prompt").asText());
    }
    Map<String, List<JsonNode>> byId = new LinkedHashMap<>();
    for (JsonNode row : Rows.of(answers)) {
      byId.computeIfAbsent(row.path("id").asText(), id -> new ArrayList<>()).add(row);
    }
    byId.forEach((id, rows) -> read(id, promptOf.get(id), rows));
  }

  private void read(String id, String prompt, List<JsonNode> rows) {
    if (prompt == null) {
      return;
    }
    ChatRequest request = TaskTypes.request(prompt);
    Analysis analysis = analyzer.analyze(request);
    List<Answered> answers = new ArrayList<>();
    for (JsonNode row : rows) {
      ChatAnswer answer = new ChatAnswer(row.path("answer").asText(), "stop");
      Grade grade = grader.grade(request, answer, analysis);
      double preference = row.path("preference").asDouble();
      answers.add(
          new Answered(graded(answers.size(), row.path("model").asText(), grade), preference));
      grades.add(id, grade.score(), preference > PREFERRED);
    }
    questions.add(new Question(id, analysis.kind(), answers));
  }

  private static Graded graded(int order, String engine, Grade grade) {
    return new Graded(order, engine, engine, grade.score(), grade.reasons(), Payload.of("{}"));
  }

  /** The engines' records are always those on the other four fifths of the questions. */
  void evaluate(Report report) {
    if (questions.isEmpty()) {
      return;
    }
    double chosen = 0;
    double qualityAlone = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      List<Question> seen = questions.stream().filter(q -> !isIn(q, held)).toList();
      for (Question question : questions.stream().filter(q -> isIn(q, held)).toList()) {
        chosen += preference(question, records(seen, question.kind()));
        qualityAlone += preference(question, Map.of());
      }
    }
    report(report, chosen / questions.size(), qualityAlone / questions.size());
  }

  private static boolean isIn(Question question, int fold) {
    return Rows.fold(question.id(), FOLDS) == fold;
  }

  private static double preference(Question question, Map<String, Double> records) {
    List<Graded> all = question.answers().stream().map(Answered::graded).toList();
    Graded best = BestOf.choose(all, records);
    return question.answers().get(best.order()).preference();
  }

  /** By engine: its mean on this kind of task, drawn towards its mean on all. */
  private static Map<String, Double> records(List<Question> seen, String kind) {
    Map<String, Double> overall = means(seen, Map.of());
    return means(seen.stream().filter(q -> q.kind().equals(kind)).toList(), overall);
  }

  private static Map<String, Double> means(List<Question> questions, Map<String, Double> prior) {
    Map<String, double[]> sums = new TreeMap<>();
    prior.forEach((engine, mean) -> sums.put(engine, new double[] {mean * PRIOR, PRIOR}));
    for (Question question : questions) {
      for (Answered answer : question.answers()) {
        double[] sum = sums.computeIfAbsent(answer.graded().engine(), e -> new double[2]);
        sum[0] += answer.preference();
        sum[1]++;
      }
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((engine, sum) -> means.put(engine, sum[0] / sum[1]));
    return means;
  }

  private void report(Report report, double chosen, double qualityAlone) {
    double best = means(questions, Map.of()).values().stream().max(Double::compare).orElse(0.0);
    double random =
        questions.stream()
            .mapToDouble(
                q -> q.answers().stream().mapToDouble(Answered::preference).average().orElse(0))
            .average()
            .orElse(0);
    double oracle =
        questions.stream()
            .mapToDouble(
                q -> q.answers().stream().mapToDouble(Answered::preference).max().orElse(0))
            .average()
            .orElse(0);
    report.add(
        "ranked.best_of", chosen, "≥ best", "filters, record by kind on other questions, quality");
    report.add("ranked.best_single", best, "", questions.size() + " questions");
    report.add("ranked.quality_alone", qualityAlone, "", "best-of before any engine has a record");
    report.add("ranked.random", random, "", "");
    report.add("ranked.oracle", oracle, "", "the best answer, where one knows it");
    grades.report("ranked", "beats the baseline", report);
  }
}
