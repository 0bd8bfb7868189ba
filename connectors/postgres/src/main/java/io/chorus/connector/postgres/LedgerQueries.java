package io.chorus.connector.postgres;

import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Payload;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads for summaries and checks. Tables are read a few rows at a time, each as it was when its
 * reading began. Thread-safe.
 */
public final class LedgerQueries {
  private static final int IDS_AT_ONCE = 1_000;

  /** Rows may hold some 100 KB each. */
  private static final int FETCH_SIZE = 200;

  /** A task's asks lie on the day of its root. */
  private static final String ASKED =
      """
      WITH asked AS (
        SELECT t.task_id, t.root_id, uuid_day(t.root_id) AS root_day
          FROM unnest(?::date[], ?::uuid[]) AS i(day, task_id)
          JOIN tasks t ON t.day = i.day AND t.task_id = i.task_id)
      """;

  private static final String CLAIMED =
      ASKED
          + """
          SELECT c.engine, count(*), sum(c.supersessions), 0, 0, 0, 0, 0
            FROM asked a
            JOIN claims c
              ON c.day = a.root_day AND c.root_id = a.root_id AND c.task_id = a.task_id
           GROUP BY c.engine
          """;

  private static final String RECORDED =
      ASKED
          + """
          SELECT r.engine, 0, 0, count(*) FILTER (WHERE r.answered),
                 count(*) FILTER (WHERE NOT r.answered), sum(r.tokens_in), sum(r.tokens_out),
                 sum(r.cost_nano_usd)
            FROM asked a
            JOIN records r
              ON r.day = a.root_day AND r.root_id = a.root_id AND r.task_id = a.task_id
           GROUP BY r.engine
          """;

  private static final String FINALS =
      "SELECT *, (extract(epoch FROM finished_at) * 1000)::bigint AS at_ms FROM finals";
  private static final String CLAIMS =
      "SELECT *, (extract(epoch FROM claimed_at) * 1000)::bigint AS at_ms FROM claims";
  private static final String RECORDS =
      "SELECT *, (extract(epoch FROM recorded_at) * 1000)::bigint AS at_ms FROM records";

  private final Database database;

  public LedgerQueries(Database database) {
    this.database = database;
  }

  /** What was asked for these tasks and what it cost, by engine. Tasks not stored are left out. */
  public Map<String, EngineTotals> totals(Collection<String> taskIds) {
    List<String> ids = taskIds.stream().distinct().toList();
    Map<String, EngineTotals> totals = new TreeMap<>();
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + IDS_AT_ONCE, ids.size()));
      database.read("totals not read", connection -> add(connection, some, totals));
    }
    return totals;
  }

  /** Every task, in no order. */
  public void forEachTask(Consumer<TaskView> action) {
    forEach(TaskRows.SELECT, TaskRows::view, action);
  }

  /** Every final state, in no order. */
  public void forEachFinal(Consumer<FinalRow> action) {
    forEach(FINALS, LedgerQueries::finalRow, action);
  }

  /** Every claim, in no order. */
  public void forEachClaim(Consumer<ClaimRow> action) {
    forEach(CLAIMS, LedgerQueries::claimRow, action);
  }

  /** Every record, in no order. */
  public void forEachRecord(Consumer<RecordRow> action) {
    forEach(RECORDS, LedgerQueries::recordRow, action);
  }

  private static Map<String, EngineTotals> add(
      Connection connection, List<String> taskIds, Map<String, EngineTotals> totals)
      throws SQLException {
    for (String query : List.of(CLAIMED, RECORDED)) {
      try (PreparedStatement statement = connection.prepareStatement(query)) {
        new Columns<>(statement, taskIds.stream().filter(TaskIds::isTaskId).toList())
            .task(id -> id);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            totals.merge(rows.getString(1), totals(rows), EngineTotals::plus);
          }
        }
      }
    }
    return totals;
  }

  private static EngineTotals totals(ResultSet row) throws SQLException {
    return new EngineTotals(
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8));
  }

  private <T> void forEach(String query, RowReader<T> reader, Consumer<T> action) {
    database.read("rows not read", connection -> stream(connection, query, reader, action));
  }

  /** Only outside of auto-commit does the driver fetch in parts. */
  private static <T> long stream(
      Connection connection, String query, RowReader<T> reader, Consumer<T> action)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setFetchSize(FETCH_SIZE);
      long count = 0;
      try (ResultSet rows = statement.executeQuery()) {
        for (; rows.next(); count++) {
          action.accept(reader.read(rows));
        }
      }
      return count;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static FinalRow finalRow(ResultSet row) throws SQLException {
    return new FinalRow(
        row.getString("tenant"),
        row.getString("task_id"),
        FinalState.valueOf(row.getString("state")),
        Payload.ofUtf8(row.getBytes("result")),
        row.getLong("at_ms"));
  }

  private static ClaimRow claimRow(ResultSet row) throws SQLException {
    return new ClaimRow(
        Recorded.ask(row),
        row.getString("tenant"),
        row.getString("engine"),
        row.getString("model"),
        row.getString("request_hash"),
        row.getLong("holder"),
        row.getInt("supersessions"),
        row.getLong("at_ms"));
  }

  private static RecordRow recordRow(ResultSet row) throws SQLException {
    String failure = row.getString("failure");
    return new RecordRow(
        Recorded.ask(row),
        row.getString("tenant"),
        row.getString("engine"),
        row.getString("model"),
        failure == null ? null : FailureClass.valueOf(failure),
        row.getBoolean("cached"),
        new Usage(
            row.getLong("tokens_in"),
            row.getLong("tokens_out"),
            row.getLong("cached_tokens_in"),
            row.getLong("reasoning_tokens")),
        row.getLong("cost_nano_usd"),
        row.getLong("at_ms"),
        Payload.ofUtf8(row.getBytes("answer")));
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
