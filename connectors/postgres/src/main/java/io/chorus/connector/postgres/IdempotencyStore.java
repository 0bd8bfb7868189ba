package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which tasks the callers' own names for their requests have become: the first to keep a name
 * decides. Thread-safe.
 */
public final class IdempotencyStore {
  /** Longer than any task lives. */
  private static final int KEPT_DAYS = 31;

  private static final String FORGET =
      "DELETE FROM idempotency_keys WHERE kept_at < clock_timestamp() - ? * interval '1 day'";

  private static final String FIND =
      """
      SELECT task_id, body_hash, accepted_at_ms FROM idempotency_keys WHERE tenant = ? AND name = ?
      """;

  /** A conflict changes nothing, but returns the row that is there. */
  private static final String KEEP =
      """
      INSERT INTO idempotency_keys AS k (tenant, name, task_id, body_hash, accepted_at_ms)
      VALUES (?, ?, ?::uuid, ?, ?)
          ON CONFLICT (tenant, name) DO UPDATE SET name = k.name
      RETURNING task_id, body_hash, accepted_at_ms
      """;

  private final Database database;

  public IdempotencyStore(Database database) {
    this.database = database;
  }

  /**
   * What a name stands for.
   *
   * @param bodyHash of the request that had it first
   * @param acceptedAtMs Unix milliseconds that all requests of this name are judged at
   */
  public record Named(String taskId, String bodyHash, long acceptedAtMs) {}

  public Optional<Named> find(String tenant, String name) {
    return database.readOf(
        tenant, "name of a request not read", connection -> find(connection, tenant, name));
  }

  /** Keeps what a new name stands for, and says what it stood for already where it isn't new. */
  public Named keep(String tenant, String name, Named named) {
    return database.read(
        "name of a request not kept",
        connection -> {
          forget(connection);
          return keep(connection, tenant, name, named);
        });
  }

  private static void forget(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      statement.setInt(1, KEPT_DAYS);
      statement.execute();
    }
  }

  private static Optional<Named> find(Connection connection, String tenant, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, tenant);
      statement.setString(2, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(named(rows)) : Optional.empty();
      }
    }
  }

  private static Named keep(Connection connection, String tenant, String name, Named named)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
      statement.setString(1, tenant);
      statement.setString(2, name);
      statement.setString(3, named.taskId());
      statement.setString(4, named.bodyHash());
      statement.setLong(5, named.acceptedAtMs());
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return named(rows);
      }
    }
  }

  private static Named named(ResultSet row) throws SQLException {
    return new Named(
        row.getString("task_id"), row.getString("body_hash"), row.getLong("accepted_at_ms"));
  }
}
