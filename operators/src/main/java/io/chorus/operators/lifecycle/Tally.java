package io.chorus.operators.lifecycle;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.operators.analysis.AnswerForm;
import io.chorus.operators.merging.Ballot;
import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.JsonVote;
import io.chorus.operators.merging.Outcome;
import io.chorus.operators.merging.Vote;
import io.chorus.operators.planning.Candidate;
import io.chorus.operators.planning.Plan;
import java.util.ArrayList;
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
    Plan plan = progress.plan();
    Map<String, Double> records = Answers.records(plan);
    List<Ballot> ballots = new ArrayList<>();
    given.forEach(
        answer -> ballots.add(new Ballot(answer.value(), weight(records, answer.engine()))));
    double out = weightOut(progress, records);
    return plan.analysis().form() == AnswerForm.JSON
        ? JsonVote.of(ballots, out, null)
        : Vote.of(ballots, out);
  }

  private static double weight(Map<String, Double> records, String engine) {
    Double record = records.get(engine);
    return record == null ? 1 : Vote.weight(record);
  }

  /** Of those that are asked and those that are planned; each planned one may be the weightiest. */
  private static double weightOut(TaskProgress progress, Map<String, Double> records) {
    double sum = 0;
    double most = 0;
    for (Candidate candidate : progress.plan().candidates()) {
      most = Math.max(most, weight(records, candidate.engine()));
    }
    for (Slot slot : progress.slots()) {
      sum += slot.isOpen() ? weight(records, progress.candidate(slot).engine()) : 0;
    }
    return sum + most * Math.max(0, progress.plan().calls() - progress.slots().size());
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
    return choice.sure(outcome.confidence(), DISAGREEMENT);
  }

  private static Payload payload(String text) {
    return Payload.of(Json.writeText(new ChatAnswer(text, "stop")));
  }
}
