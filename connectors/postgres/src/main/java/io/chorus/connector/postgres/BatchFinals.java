package io.chorus.connector.postgres;

import io.chorus.contracts.FinalState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How the lines of a batch ended, all of one day. A line asked once more under another id, by a
 * rerun or a redrive, is none of its lines. Thread-safe.
 */
public final class BatchFinals {
  /** Ids of lines are derived (see {@code TaskIds}): this is the end of one's hash. */
  private static final String END_OF_ID =
      """
      encode(substring(sha256(convert_to(t.tenant, 'UTF8') || '\\x00'::bytea
        || convert_to(t.batch, 'UTF8') || '\\x00'::bytea || convert_to(t.custom_id, 'UTF8'))
        FROM 11 FOR 6), 'hex')
      """;

  private static final String OF_BATCH =
      """
        FROM tasks t JOIN finals f ON f.day = t.day AND f.task_id = t.task_id
       WHERE t.tenant = ? AND t.day = ? AND t.batch = ? AND right(t.task_id::text, 12) =
      """
          + END_OF_ID;

  private static final String COUNT =
      "SELECT f.state, count(*) AS number" + OF_BATCH + " GROUP BY f.state";

  private static final String PAGE =
      "SELECT t.task_id, f.result"
          + OF_BATCH
          + " AND t.task_id > ?::uuid ORDER BY t.task_id LIMIT ?";

  private final Database database;

  public BatchFinals(Database database) {
    this.database = database;
  }

  /** A result as stored; not a record, because those compare arrays by identity. */
  public static final class Ended {
    private final String taskId;
    private final byte[] result;

    private Ended(String taskId, byte[] result) {
      this.taskId = taskId;
      this.result = result;
    }

    public String taskId() {
      return taskId;
    }

    public byte[] result() {
      return result;
    }
  }

  /** How many tasks are in each final state. */
  public Map<FinalState, Integer> count(Batch batch) {
    return database.read("batch not counted", connection -> count(connection, batch));
  }

  /**
   * The next results by task id.
   *
   * @param after the last task id of the page before; the smallest UUID for the first
   */
  public List<Ended> page(Batch batch, String after, int limit) {
    return database.read(
        "results of a batch not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            bind(statement, batch);
            statement.setString(4, after);
            statement.setInt(5, limit);
            return ended(statement);
          }
        });
  }

  private static Map<FinalState, Integer> count(Connection connection, Batch batch)
      throws SQLException {
    Map<FinalState, Integer> counts = new EnumMap<>(FinalState.class);
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      bind(statement, batch);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.put(FinalState.valueOf(rows.getString("state")), rows.getInt("number"));
        }
      }
    }
    return counts;
  }

  private static void bind(PreparedStatement statement, Batch batch) throws SQLException {
    Instant created = Instant.ofEpochMilli(batch.createdAtMs());
    statement.setString(1, batch.tenant());
    statement.setObject(2, LocalDate.ofInstant(created, ZoneOffset.UTC));
    statement.setString(3, batch.batchId());
  }

  private static List<Ended> ended(PreparedStatement statement) throws SQLException {
    List<Ended> page = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        page.add(new Ended(rows.getString(1), rows.getBytes(2)));
      }
    }
    return page;
  }
}
