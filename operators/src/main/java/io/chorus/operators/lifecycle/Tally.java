package io.chorus.operators.lifecycle;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.operators.analysis.AnswerForm;
import io.chorus.operators.merging.Ballot;
import io.chorus.operators.merging.Belief;
import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.JsonVote;
import io.chorus.operators.merging.Outcome;
import io.chorus.operators.merging.Vote;
import io.chorus.operators.planning.Candidate;
import io.chorus.operators.planning.Plan;
import io.chorus.operators.quality.AnswerSchema;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How a task's vote stands.
 *
 * @param ballots answers that have a vote
 * @param supporters of them, those that say just what wins
 */
record Tally(TaskProgress progress, List<Given> ballots, Outcome outcome, int supporters) {
  private static final String DISAGREEMENT = "disagreement";

  /** All say the same, and may all be wrong. */
  private static final String UNCERTAIN = "uncertain";

  /** Answers with nothing badly wrong have a vote; where there are none, all that have a value. */
  static Tally of(TaskProgress progress) {
    return of(progress, progress.answers());
  }

  static Tally of(TaskProgress progress, List<Given> answers) {
    List<Given> valued = answers.stream().filter(given -> given.value() != null).toList();
    List<Given> sound = valued.stream().filter(g -> g.score() >= BestOf.PASSES).toList();
    List<Given> ballots = sound.isEmpty() ? valued : sound;
    Outcome outcome = count(progress, ballots);
    long supporters =
        ballots.stream().filter(given -> given.value().equals(outcome.winner())).count();
    return new Tally(progress, ballots, outcome, (int) supporters);
  }

  private static Outcome count(TaskProgress progress, List<Given> given) {
    Map<String, Double> records = Answers.records(progress.plan());
    List<Ballot> ballots = ballots(given, records);
    double out = weightOut(progress, records);
    return isJson(progress)
        ? JsonVote.of(ballots, out, AnswerSchema.of(progress.request()))
        : Vote.of(ballots, out);
  }

  private static boolean isJson(TaskProgress progress) {
    return progress.plan().analysis().form() == AnswerForm.JSON;
  }

  private static List<Ballot> ballots(List<Given> given, Map<String, Double> records) {
    return given.stream()
        .map(answer -> new Ballot(answer.value(), weight(records, answer.engine())))
        .toList();
  }

  private static double weight(Map<String, Double> records, String engine) {
    Double record = records.get(engine);
    return record == null ? 1 : Vote.weight(record);
  }

  /** Of those that are asked or planned, who may all be the weightiest that have not voted yet. */
  private static double weightOut(TaskProgress progress, Map<String, Double> records) {
    boolean samples = progress.plan().samples();
    int planned = Math.max(0, progress.plan().calls() - progress.slots().size());
    int out = progress.openSlots() + planned;
    List<Double> weights =
        progress.plan().candidates().stream()
            .map(Candidate::engine)
            .filter(engine -> samples || !progress.hasAnswered(engine))
            .map(engine -> weight(records, engine))
            .sorted(Comparator.reverseOrder())
            .toList();
    return samples
        ? out * weights.get(0)
        : weights.stream().limit(out).mapToDouble(Double::doubleValue).sum();
  }

  String winner() {
    return outcome.winner();
  }

  /** Those that may still come, of which there are some, can't change what leads. */
  boolean certain() {
    return outcome.winner() != null
        && outcome.certain()
        && (progress.openSlots() > 0 || progress.slots().size() < progress.plan().calls());
  }

  /** All have voted, more than one, and for the same. */
  boolean isUnanimous() {
    return supporters > 1
        && supporters == progress.answers().stream().filter(g -> g.value() != null).count();
  }

  String text() {
    return ballots.isEmpty()
        ? "nothing that could be counted"
        : supporters + " of " + ballots.size() + " agree";
  }

  /** The best answer that says what has won; the vote itself where none says just that. */
  Choice choice() {
    List<Given> winners =
        ballots.stream().filter(given -> given.value().equals(outcome.winner())).toList();
    Plan plan = progress.plan();
    Choice choice =
        winners.isEmpty()
            ? Answers.best(ballots, plan).saying(payload(outcome.winner()))
            : Answers.best(winners, plan);
    return choice.sure(confidence(), outcome.confidence() < 1 ? DISAGREEMENT : UNCERTAIN);
  }

  /** By the engines' records where they count; of JSON the least sure field's share. */
  private double confidence() {
    if (isJson(progress)) {
      return outcome.confidence();
    }
    Map<String, Double> records = Answers.records(progress.plan());
    List<Ballot> cast = ballots(ballots, records);
    return records.isEmpty()
        ? Belief.withoutRecords(cast, outcome.winner())
        : Belief.byRecords(cast, outcome.winner());
  }

  private static Payload payload(String text) {
    return Payload.of(Json.writeText(new ChatAnswer(text, "stop")));
  }
}
