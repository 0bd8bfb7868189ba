package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.operators.analysis.AnswerForm;
import io.chorus.operators.merging.Ballot;
import io.chorus.operators.merging.Calibration.Observation;
import io.chorus.operators.merging.Extraction;
import io.chorus.operators.merging.Outcome;
import io.chorus.operators.merging.Vote;
import io.chorus.standalone.evaluate.Probabilities.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Votes on numbers: recorded solutions of the same problems by several engines. */
final class Gsm8k {
  private static final int FOLDS = 5;
  private static final double UNKNOWN = 0.5;
  private static final String LANGUAGE = "en";

  /**
   * One problem.
   *
   * @param said what each engine's solution says; engines that say no number are missing
   */
  private record Problem(String id, String right, Map<String, String> said) {
    boolean isRight(String engine) {
      return right.equals(said.get(engine));
    }
  }

  private final List<Problem> problems = new ArrayList<>();
  private int solutions;
  private int extracted;

  private int votes;
  private int cascades;
  private int calls;
  private final List<Scored> scored = new ArrayList<>();
  private final List<Observation> shipped = new ArrayList<>();

  Gsm8k(Path file) throws IOException {
    Rows.of(file).forEach(this::read);
  }

  private void read(JsonNode row) {
    String right = Extraction.value(AnswerForm.NUMBER, LANGUAGE, row.path("answer").asText());
    Map<String, String> said = new TreeMap<>();
    for (Map.Entry<String, JsonNode> engine : row.path("engines").properties()) {
      String value =
          Extraction.value(
              AnswerForm.NUMBER, LANGUAGE, engine.getValue().path("solution").asText());
      if (value != null) {
        said.put(engine.getKey(), value);
      }
      solutions++;
      boolean isRight = engine.getValue().path("is_correct").asBoolean();
      extracted += right.equals(value) == isRight ? 1 : 0;
    }
    problems.add(new Problem(row.path("id").asText(), right, said));
  }

  /** The engines' records are always those on the other four fifths of the problems. */
  void evaluate(Report report) {
    if (problems.isEmpty()) {
      return;
    }
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      Map<String, Double> records = records(problems.stream().filter(p -> !isIn(p, held)).toList());
      problems.stream().filter(p -> isIn(p, held)).forEach(problem -> ask(problem, records));
    }
    report(report);
  }

  private static boolean isIn(Problem problem, int fold) {
    return Rows.fold(problem.id(), FOLDS) == fold;
  }

  private static Map<String, Double> records(List<Problem> seen) {
    Map<String, Double> records = new TreeMap<>();
    for (Problem problem : seen) {
      for (String engine : problem.said().keySet()) {
        records.merge(engine, problem.isRight(engine) ? 1.0 : 0.0, Double::sum);
      }
    }
    records.replaceAll((engine, right) -> right / Math.max(1, seen.size()));
    return records;
  }

  private void ask(Problem problem, Map<String, Double> records) {
    List<String> order = new ArrayList<>(records.keySet());
    order.sort(Comparator.comparing((String engine) -> -records.get(engine)));
    List<Ballot> ballots = new ArrayList<>();
    Outcome stopped = null;
    for (int i = 0; i < order.size(); i++) {
      String value = problem.said().get(order.get(i));
      if (value != null) {
        ballots.add(new Ballot(value, weight(order.get(i), records)));
      }
      if (stopped == null) {
        Outcome now = Vote.of(ballots, weights(order.subList(i + 1, order.size()), records));
        calls++;
        stopped = now.certain() ? now : null;
      }
    }
    count(problem, ballots, stopped);
  }

  private void count(Problem problem, List<Ballot> ballots, Outcome stopped) {
    Outcome vote = Vote.of(ballots, 0);
    boolean right = problem.right().equals(vote.winner());
    votes += right ? 1 : 0;
    cascades += stopped != null && problem.right().equals(stopped.winner()) ? 1 : 0;
    scored.add(new Scored(problem.id(), vote.confidence(), right));
    shipped.add(new Observation(ballots.isEmpty() ? 0 : Vote.probability(ballots), right));
  }

  private static double weights(List<String> engines, Map<String, Double> records) {
    return engines.stream().mapToDouble(engine -> weight(engine, records)).sum();
  }

  private static double weight(String engine, Map<String, Double> records) {
    return Vote.weight(records.getOrDefault(engine, UNKNOWN));
  }

  private void report(Report report) {
    double count = problems.size();
    Map<String, Double> all = records(problems);
    double best = all.values().stream().max(Double::compare).orElse(0.0);
    long possible = problems.stream().filter(p -> p.said().containsValue(p.right())).count();
    report.add(
        "gsm8k.extraction", extracted / (double) solutions, "≥ 0.99", solutions + " solutions");
    report.add(
        "gsm8k.best_single", best, "", problems.size() + " problems, " + all.size() + " engines");
    report.add("gsm8k.vote", votes / count, "≥ best", "weights by record on other problems");
    report.add("gsm8k.oracle", possible / count, "", "an engine that is right, where there is one");
    report.add(
        "gsm8k.ece",
        Probabilities.ece(Probabilities.calibrated(scored)),
        "≤ 0.05",
        "of the vote's confidence, calibrated on other problems");
    report.add(
        "gsm8k.ece_uncalibrated",
        Probabilities.ece(shipped),
        "",
        "of the confidence that follows from records alone, as a running system has it");
    report.add(
        "gsm8k.cascade_accuracy",
        cascades / count,
        "= vote",
        "stops once the rest can't change the winner");
    report.add(
        "gsm8k.cascade_call_share", calls / (count * all.size()), "≤ 0.70", "of the vote's calls");
  }
}
