package io.chorus.connector.postgres;

import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Payload;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is stored of one task, for people. Thread-safe. */
public final class TaskQueries {
  private static final String BY_ID = TaskRows.SELECT + " WHERE day = ? AND task_id = ?::uuid";

  /** There is no index on names: this reads all tasks. */
  private static final String BY_NAME =
      TaskRows.SELECT + " WHERE custom_id = ? ORDER BY accepted_at DESC LIMIT 1";

  private static final String RESULT =
      "SELECT result FROM finals WHERE day = ? AND task_id = ?::uuid";

  private static final String ASKS =
      """
      SELECT c.*, (extract(epoch FROM c.claimed_at) * 1000)::bigint AS claimed_ms, r.failure,
             r.tokens_in, r.tokens_out, r.cost_nano_usd, r.answer,
             (extract(epoch FROM r.recorded_at) * 1000)::bigint AS recorded_ms
        FROM claims c
        LEFT JOIN records r USING (day, root_id, round, slot, task_id, number)
       WHERE c.day = ? AND c.root_id = ?::uuid AND c.task_id = ?::uuid
         AND (c.holder <> 0 OR c.supersessions > 0 OR r.recorded_at IS NOT NULL)
       ORDER BY c.round, c.slot, c.number
      """;

  private final Database database;

  public TaskQueries(Database database) {
    this.database = database;
  }

  /** The task with an id; else the newest that its submitter gave this name. */
  public Optional<TaskView> find(String idOrName) {
    return database.read("task not read", connection -> find(connection, idOrName));
  }

  /** The stored bytes of its result, if it has ended. */
  public Optional<byte[]> result(TaskView task) {
    return database.read("result not read", connection -> result(connection, task));
  }

  /** Its asks that were let go to an engine, by round, slot and number. */
  public List<AskRow> asks(TaskView task) {
    return database.read("asks not read", connection -> asks(connection, task));
  }

  private static Optional<TaskView> find(Connection connection, String idOrName)
      throws SQLException {
    boolean isId = TaskIds.isTaskId(idOrName);
    try (PreparedStatement statement = connection.prepareStatement(isId ? BY_ID : BY_NAME)) {
      if (isId) {
        statement.setObject(1, TaskIds.day(idOrName));
      }
      statement.setString(isId ? 2 : 1, idOrName);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(TaskRows.view(rows)) : Optional.empty();
      }
    }
  }

  private static Optional<byte[]> result(Connection connection, TaskView task) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RESULT)) {
      statement.setObject(1, TaskIds.day(task.taskId()));
      statement.setString(2, task.taskId());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static List<AskRow> asks(Connection connection, TaskView task) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ASKS)) {
      statement.setObject(1, TaskIds.day(task.rootId()));
      statement.setString(2, task.rootId());
      statement.setString(3, task.taskId());
      List<AskRow> asks = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          asks.add(ask(rows));
        }
      }
      return asks;
    }
  }

  private static AskRow ask(ResultSet row) throws SQLException {
    String failure = row.getString("failure");
    byte[] answer = row.getBytes("answer");
    return new AskRow(
        Recorded.ask(row),
        row.getString("engine"),
        row.getString("model"),
        row.getLong("claimed_ms"),
        row.getLong("recorded_ms"),
        failure == null ? null : FailureClass.valueOf(failure),
        new Usage(row.getLong("tokens_in"), row.getLong("tokens_out")),
        row.getLong("cost_nano_usd"),
        answer == null ? null : Payload.ofUtf8(answer));
  }
}
