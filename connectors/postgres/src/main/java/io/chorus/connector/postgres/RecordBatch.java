package io.chorus.connector.postgres;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records of one transaction: the first of an ask is stored, and every one hears the stored. */
final class RecordBatch implements GroupCommit.Batch<RecordBatch.Entry, Answer> {

  /**
   * The real cost takes the estimate's place; what may have been billed besides, to processes that
   * died or for an ask that was cut off, stays as it was estimated.
   */
  private static final String SETTLED =
      """
      due AS (
        SELECT c.tenant, sum(c.estimate_nano_usd * (c.supersessions + (c.holder <> 0)::int)) AS held,
               sum(s.cost_nano_usd + c.estimate_nano_usd *
                   (c.supersessions + coalesce(s.failure IN ('TIMEOUT', 'CUT_OFF'), false)::int))
                 AS spent
          FROM stored s
          JOIN claims c USING (day, root_id, round, slot, task_id, number)
         WHERE EXISTS (SELECT FROM budgets) AND c.limited
         GROUP BY c.tenant),
      paid AS (
        UPDATE budgets b
           SET reserved_nano_usd = b.reserved_nano_usd - due.held,
               spent_nano_usd = b.spent_nano_usd + due.spent
          FROM due
         WHERE b.tenant = due.tenant)
      """;

  private static final String INSERT =
      """
      WITH stored AS (
      INSERT INTO records (day, root_id, round, slot, task_id, number, tenant, answered, answer,
                           tokens_in, tokens_out, cached_tokens_in, reasoning_tokens,
                           cost_nano_usd, engine, model, failure, cached, recorded_at)
      SELECT day, root_id, round, slot, task_id, number, tenant, failure IS NULL, answer, tokens_in,
             tokens_out, cached_tokens_in, reasoning_tokens, cost_nano_usd, engine, model, failure,
             cached, clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[], ?::text[],
                    ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::text[], ?::text[], ?::text[], ?::boolean[])
             WITH ORDINALITY AS i(day, root_id, round, slot, task_id, number, tenant, answer,
               tokens_in, tokens_out, cached_tokens_in, reasoning_tokens, cost_nano_usd, engine,
               model, failure, cached, ord)
       ORDER BY day, root_id, round, slot, task_id, number, ord
          ON CONFLICT (day, root_id, round, slot, task_id, number) DO NOTHING
      RETURNING day, root_id, round, slot, task_id, number, cost_nano_usd, failure),
      """
          + SETTLED
          + "SELECT root_id, round, slot, task_id, number FROM stored";

  private static final String STORED =
      "SELECT r.root_id, r.round, r.slot, r.task_id, r.number, r.answer FROM "
          + Columns.ASKS
          + """
           JOIN records r
             ON r.day = i.day AND r.root_id = i.root_id AND r.round = i.round
            AND r.slot = i.slot AND r.task_id = i.task_id AND r.number = i.number
          """;

  private final Set<AskId> open;

  /**
   * @param open as in {@link ClaimBatch}
   */
  RecordBatch(Set<AskId> open) {
    this.open = open;
  }

  @Override
  public List<Answer> run(Connection connection, List<Entry> entries) throws SQLException {
    Set<AskId> inserted = insert(connection, entries);
    Map<AskId, Answer> stored = new HashMap<>();
    for (Entry entry : entries) {
      if (inserted.remove(entry.ask())) {
        stored.put(entry.ask(), entry.answer());
      }
    }
    List<Entry> late = entries.stream().filter(e -> !stored.containsKey(e.ask())).toList();
    if (!late.isEmpty()) {
      stored.putAll(stored(connection, late));
    }
    return entries.stream().map(entry -> stored.get(entry.ask())).toList();
  }

  @Override
  public void committed(List<Entry> entries, List<Answer> answers) {
    entries.forEach(entry -> open.remove(entry.ask()));
  }

  private static Set<AskId> insert(Connection connection, List<Entry> entries) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, entries)
          .ask(Entry::ask)
          .text(entry -> entry.answer().tenant())
          .bytes(Entry::json)
          .int8(entry -> entry.billed().inputTokens())
          .int8(entry -> entry.billed().outputTokens())
          .int8(entry -> entry.billed().cachedInputTokens())
          .int8(entry -> entry.billed().reasoningTokens())
          .int8(entry -> entry.answer().costNanoUsd())
          .text(Entry::billedBy)
          .text(entry -> entry.answer().model())
          .text(Entry::failure)
          .add("bool", entry -> entry.answer().cached());
      Set<AskId> inserted = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          inserted.add(Recorded.ask(rows));
        }
      }
      return inserted;
    }
  }

  private static Map<AskId, Answer> stored(Connection connection, List<Entry> late)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORED)) {
      new Columns<>(statement, late).ask(Entry::ask);
      Map<AskId, Answer> stored = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(Recorded.ask(rows), Replays.read(rows.getBytes("answer")));
        }
      }
      return stored;
    }
  }

  /** An answer on its way into the ledger; its JSON is made by whoever brings it. */
  static final class Entry {
    private final AskId ask;
    private final Answer answer;
    private final byte[] json;

    Entry(Answer answer) {
      this.ask = answer.askId();
      this.answer = answer;
      this.json = Json.write(answer);
    }

    AskId ask() {
      return ask;
    }

    Answer answer() {
      return answer;
    }

    byte[] json() {
      return json;
    }

    Usage billed() {
      return answer.cached() ? Usage.NONE : answer.usage();
    }

    String billedBy() {
      return answer.answeredBy() == null ? answer.engine() : answer.answeredBy();
    }

    String failure() {
      FailureClass failure = answer.failure();
      return failure == null ? null : failure.name();
    }
  }
}
