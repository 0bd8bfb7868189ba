package io.chorus.standalone.explain;

import io.chorus.connector.postgres.AskRow;
import io.chorus.connector.postgres.TaskQueries;
import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.Answer;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.Explanation;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of one task. Written as JSON with {@link Json}.
 *
 * @param state null while it is open
 * @param seconds from accepted to finished; 0 while it is open
 * @param planned null while it is open
 * @param asks in the ledger, by round, slot and number
 * @param steps what was decided on the way
 * @param engine whose answer won, or null
 * @param score of the answer that won
 * @param reasons why the score is below 1
 * @param saved planned calls that the task ended without: never asked for, or asked for and not yet
 *     let go by the ledger
 * @param costNanoUsd of all asks, in billionths of a US dollar
 * @param errorMessage why there is no answer, or null
 */
public record Story(
    String taskId,
    String customId,
    String lane,
    String model,
    String dataClass,
    FinalState state,
    double seconds,
    Explanation.Planned planned,
    List<Ask> asks,
    List<String> steps,
    String engine,
    double score,
    List<String> reasons,
    int saved,
    long costNanoUsd,
    String errorMessage) {

  /**
   * One ask.
   *
   * @param outcome {@code answered}, a failure's name in lower case, or {@code on its way}
   * @param milliseconds from its claim to its record; 0 while it is on its way
   * @param judged what was thought of the answer; null where there is none, or the task is open
   * @param text what was answered, or null
   */
  public record Ask(
      int round,
      int slot,
      int number,
      String engine,
      String model,
      String outcome,
      long milliseconds,
      long tokensIn,
      long tokensOut,
      long costNanoUsd,
      Explanation.Judged judged,
      String text) {}

  /** Empty where there is no such task. */
  public static Optional<Story> read(TaskQueries queries, String idOrName) {
    return queries.find(idOrName).map(task -> of(queries, task));
  }

  private static Story of(TaskQueries queries, TaskView task) {
    Result result =
        queries
            .result(task)
            .map(json -> Json.readOwn(new String(json, StandardCharsets.UTF_8), Result.class))
            .orElse(null);
    Explanation explanation =
        result == null || result.explanation() == null
            ? new Explanation(null, List.of(), List.of())
            : result.explanation();
    return of(task, result, explanation, queries.asks(task));
  }

  static Story of(TaskView task, Result result, Explanation explanation, List<AskRow> rows) {
    List<Ask> asks = rows.stream().map(row -> ask(row, explanation)).toList();
    return new Story(
        task.taskId(),
        task.customId(),
        task.lane().wireName(),
        task.model(),
        task.dataClass(),
        result == null ? null : result.state(),
        result == null ? 0 : (result.finishedAtMs() - result.acceptedAtMs()) / 1_000.0,
        explanation.planned(),
        asks,
        explanation.steps(),
        result == null ? null : result.engine(),
        result == null ? 0 : result.score(),
        result == null ? List.of() : result.reasons(),
        saved(result, explanation, asks),
        asks.stream().mapToLong(Ask::costNanoUsd).sum(),
        result == null ? null : result.errorMessage());
  }

  /** What was still out at the end was let go or refused: only the ledger knows which. */
  private static int saved(Result result, Explanation explanation, List<Ask> asks) {
    if (result == null || result.state() != FinalState.SUCCEEDED || explanation.planned() == null) {
      return 0;
    }
    Set<List<Integer>> needed = new HashSet<>();
    asks.forEach(ask -> needed.add(List.of(ask.round(), ask.slot())));
    explanation.answers().forEach(given -> needed.add(List.of(given.round(), given.slot())));
    return Math.max(0, explanation.planned().calls() - needed.size());
  }

  private static Ask ask(AskRow row, Explanation explanation) {
    boolean answered = row.answer() != null && row.failure() == null;
    int round = row.ask().key().round();
    int slot = row.ask().key().slot();
    return new Ask(
        round,
        slot,
        row.ask().number(),
        row.engine(),
        row.model(),
        outcome(row),
        Math.max(0, row.recordedAtMs() - row.claimedAtMs()),
        row.usage().inputTokens(),
        row.usage().outputTokens(),
        row.costNanoUsd(),
        answered ? judged(explanation, round, slot) : null,
        answered ? text(row) : null);
  }

  private static String outcome(AskRow row) {
    if (row.answer() == null) {
      return "on its way";
    }
    return row.failure() == null ? "answered" : row.failure().name().toLowerCase(Locale.ROOT);
  }

  private static Explanation.Judged judged(Explanation explanation, int round, int slot) {
    return explanation.answers().stream()
        .filter(answer -> answer.round() == round && answer.slot() == slot)
        .findFirst()
        .orElse(null);
  }

  private static String text(AskRow row) {
    Answer answer = Json.readOwn(row.answer().text(), Answer.class);
    return Json.readOwn(answer.payload().text(), ChatAnswer.class).text();
  }
}
