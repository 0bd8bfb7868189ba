package io.chorus.connector.postgres;

import io.chorus.contracts.Json;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Pages of a tenant's tasks, newest first. Thread-safe. */
public final class TaskPages {
  /** A search that finds little among much is given up. */
  private static final int LIMIT_S = 8;

  private static final String STATE =
      """
      coalesce((SELECT f.state FROM finals f
                 WHERE f.day = tasks.day AND f.task_id = tasks.task_id), 'OPEN')
      """;

  private static final String SELECT =
      "SELECT "
          + TaskRows.COLUMNS
          + ", "
          + STATE
          + """
             AS state
            FROM tasks
           WHERE tenant = ?
             AND (?::uuid IS NULL OR (day, task_id) < (?, ?::uuid))
             AND (?::text IS NULL OR batch = ?)
             AND (?::text IS NULL OR custom_id = ?)
             AND (?::text IS NULL OR lane = ?)
             AND metadata @> ?::jsonb
             AND (?::text IS NULL OR ? = \
          """
          + STATE
          + ") ORDER BY day DESC, task_id DESC LIMIT ?";

  private final Database database;

  public TaskPages(Database database) {
    this.database = database;
  }

  /**
   * A task and how it is.
   *
   * @param state {@link TaskFilter#OPEN}, or the name of a final state
   */
  public record Listed(TaskView task, String state) {}

  /**
   * @param limit most tasks that are wanted
   */
  public List<Listed> list(String tenant, TaskFilter filter, int limit) {
    return database.readOf(
        tenant, "tasks not listed", connection -> list(connection, tenant, filter, limit));
  }

  private static List<Listed> list(
      Connection connection, String tenant, TaskFilter filter, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      statement.setQueryTimeout(LIMIT_S);
      statement.setString(1, tenant);
      statement.setString(2, filter.after());
      statement.setObject(
          3, filter.after() == null ? null : TaskIds.day(filter.after()), Types.DATE);
      statement.setString(4, filter.after());
      both(statement, 5, filter.batch());
      both(statement, 7, filter.customId());
      both(statement, 9, filter.lane() == null ? null : filter.lane().name());
      statement.setString(11, Json.writeText(filter.labels()));
      both(statement, 12, filter.state());
      statement.setInt(14, limit);
      return listed(statement);
    }
  }

  private static void both(PreparedStatement statement, int at, String value) throws SQLException {
    statement.setString(at, value);
    statement.setString(at + 1, value);
  }

  private static List<Listed> listed(PreparedStatement statement) throws SQLException {
    List<Listed> tasks = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        tasks.add(new Listed(TaskRows.view(rows), rows.getString("state")));
      }
    }
    return tasks;
  }
}
