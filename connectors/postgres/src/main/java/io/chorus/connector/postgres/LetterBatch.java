package io.chorus.connector.postgres;

import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Stores letters of one transaction, each with what the ledger knows of its line of tasks. */
final class LetterBatch implements GroupCommit.Batch<Letter, Boolean> {
  /** What came of an ask without a record. */
  static final String UNKNOWN = "nothing known yet";

  private static final String ASKS =
      """
      SELECT i.ord, c.task_id, c.round, c.slot, c.number, c.engine, c.model,
             (extract(epoch FROM c.claimed_at) * 1000)::bigint AS at_ms, r.answered, r.failure,
             r.cost_nano_usd, CASE WHEN NOT r.answered THEN r.answer END AS failed
        FROM unnest(?::date[], ?::uuid[], ?::text[])
             WITH ORDINALITY AS i(day, root_id, tenant, ord)
        JOIN claims c ON c.day = i.day AND c.root_id = i.root_id AND c.tenant = i.tenant
        LEFT JOIN records r
          ON r.day = c.day AND r.root_id = c.root_id AND r.round = c.round AND r.slot = c.slot
             AND r.task_id = c.task_id AND r.number = c.number
      """;

  /** A poison message is its task's tenant's, where the name of the message tells the task. */
  private static final String INSERT =
      """
      INSERT INTO dead_letters (day, letter_id, kind, tenant, source, name, batch, task_id, root_id,
                                reason, at_ms, history, original, original_bytes, kept_at)
      SELECT i.day, i.letter_id, kind, coalesce(i.tenant, t.tenant), i.source, name,
             coalesce(i.batch, t.batch), i.task_id, i.root_id, reason, at_ms, history::json,
             original, original_bytes, clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::date[], ?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::bytea[],
                    ?::bigint[])
             WITH ORDINALITY AS i(day, letter_id, kind, tenant, source, name, batch, task_day,
               task_id, root_id, reason, at_ms, history, original, original_bytes, ord)
        LEFT JOIN tasks t ON i.tenant IS NULL AND t.day = i.task_day AND t.task_id = i.task_id
       ORDER BY i.day, i.letter_id, ord
          ON CONFLICT (day, letter_id) DO NOTHING
      RETURNING letter_id
      """;

  /**
   * @return for each whether it is new
   */
  @Override
  public List<Boolean> run(Connection connection, List<Letter> letters) throws SQLException {
    List<List<Letter.Past>> histories = histories(connection, letters);
    Set<String> inserted = insert(connection, letters, histories);
    return letters.stream().map(letter -> inserted.remove(letter.letterId())).toList();
  }

  private static List<List<Letter.Past>> histories(Connection connection, List<Letter> letters)
      throws SQLException {
    List<List<Letter.Past>> histories = new ArrayList<>();
    letters.forEach(letter -> histories.add(new ArrayList<>(letter.history())));
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < letters.size(); i++) {
      if (letters.get(i).kind() == Letter.Kind.UNDELIVERABLE) {
        asked.add(i);
      }
    }
    if (!asked.isEmpty()) {
      addAsks(connection, letters, asked, histories);
    }
    histories.forEach(history -> history.sort(Comparator.comparingLong(Letter.Past::atMs)));
    return histories;
  }

  private static void addAsks(
      Connection connection,
      List<Letter> letters,
      List<Integer> asked,
      List<List<Letter.Past>> histories)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ASKS)) {
      new Columns<>(statement, asked)
          .task(i -> letters.get(i).rootId())
          .text(i -> letters.get(i).tenant());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          int letter = asked.get(rows.getInt("ord") - 1);
          histories.get(letter).add(past(letters.get(letter), rows));
        }
      }
    }
  }

  private static Letter.Past past(Letter letter, ResultSet ask) throws SQLException {
    String other = ask.getString("task_id");
    String what =
        "ask %d of round %d, slot %d: %s/%s%s"
            .formatted(
                ask.getInt("number"),
                ask.getInt("round"),
                ask.getInt("slot"),
                ask.getString("engine"),
                ask.getString("model"),
                other.equals(letter.taskId()) ? "" : " (for task " + other + ")");
    return new Letter.Past(ask.getLong("at_ms"), what, outcome(ask), ask.getLong("cost_nano_usd"));
  }

  private static String outcome(ResultSet ask) throws SQLException {
    boolean answered = ask.getBoolean("answered");
    if (ask.wasNull()) {
      return UNKNOWN;
    }
    byte[] failed = ask.getBytes("failed");
    return answered ? "ANSWERED" : ask.getString("failure") + ": " + Replays.read(failed).detail();
  }

  private static Set<String> insert(
      Connection connection, List<Letter> letters, List<List<Letter.Past>> histories)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      List<Integer> all = IntStream.range(0, letters.size()).boxed().toList();
      new Columns<>(statement, all)
          .task(i -> letters.get(i).letterId())
          .text(i -> letters.get(i).kind().name())
          .text(i -> letters.get(i).tenant())
          .text(i -> letters.get(i).source())
          .text(i -> letters.get(i).name())
          .text(i -> letters.get(i).batch())
          .add("date", i -> taskDay(letters.get(i)))
          .add("uuid", i -> letters.get(i).taskId())
          .add("uuid", i -> letters.get(i).rootId())
          .text(i -> letters.get(i).reason())
          .int8(i -> letters.get(i).atMs())
          .text(i -> Json.writeText(histories.get(i)))
          .bytes(i -> letters.get(i).original())
          .int8(i -> letters.get(i).originalBytes());
      Set<String> inserted = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          inserted.add(rows.getString(1));
        }
      }
      return inserted;
    }
  }

  private static Object taskDay(Letter letter) {
    return letter.taskId() == null ? null : TaskIds.day(letter.taskId());
  }
}
