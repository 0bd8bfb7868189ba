package io.chorus.connector.postgres;

import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.SchemaVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What operators want of work that waits. The claim looks here, so that a hold counts from the
 * moment it is stored; everyone else is told over {@link io.chorus.contracts.Topics#CONTROL}.
 * Thread-safe.
 */
public final class HoldStore {
  /** Longer than any task lives. */
  private static final int KEPT_DAYS = 31;

  private static final String FORGET =
      """
      DELETE FROM holds
       WHERE scope IN ('TASK', 'BATCH') AND NOT paused AND lane IS NULL AND changed_at < clock_timestamp() - ? * interval '1 day'
      """;

  /**
   * What is in the memory of schedulers: what stays until someone changes it, and for an hour the
   * cancels of batches that are but names.
   */
  private static final String STANDING =
      """
      SELECT count(*) < ? OR count(*) FILTER (WHERE scope = ? AND target = ?) > 0 AS room FROM holds
       WHERE scope IN ('TASK', 'BATCH') AND tenant = ?
         AND (paused OR lane IS NOT NULL OR (cancelled_at_ms > (extract(epoch FROM clock_timestamp()) - 3600) * 1000 AND scope = 'BATCH' AND target !~ '^batch_[0-9a-f]{32}$'))
      """;

  /** Until the end of the transaction. */
  private static final String ONE_AT_A_TIME =
      "SELECT pg_advisory_xact_lock(hashtextextended('chorus.holds/' || ?, 0))";

  private static final String CHANGE =
      """
      INSERT INTO holds AS h (scope, tenant, target, paused, cancelled_at_ms, lane, disabled)
      VALUES (?, ?, ?, coalesce(?, false), coalesce(?, 0), nullif(?, ''), coalesce(?, false))
          ON CONFLICT (scope, tenant, target) DO UPDATE
         SET paused = coalesce(?, h.paused), cancelled_at_ms = coalesce(?, h.cancelled_at_ms),
             lane = nullif(coalesce(?, h.lane), ''), disabled = coalesce(?, h.disabled),
             version = h.version + 1, changed_at = clock_timestamp()
      RETURNING scope, tenant, target, paused, cancelled_at_ms, lane, disabled, version
      """;

  private static final String CHANGED =
      """
      SELECT scope, tenant, target, paused, cancelled_at_ms, lane, disabled, version
        FROM holds h
       WHERE changed_at > clock_timestamp() - ? * interval '1 second'
         AND NOT (scope = 'TASK' AND EXISTS (
               SELECT FROM finals f WHERE f.day = uuid_day(h.target::uuid) AND f.task_id = h.target::uuid))
       ORDER BY changed_at
      """;

  private static final String OF_BATCHES =
      """
      SELECT scope, tenant, target, paused, cancelled_at_ms, lane, disabled, version FROM holds
       WHERE scope = 'BATCH' AND tenant = ? AND target = ANY (?)
      """;

  private final Database database;

  public HoldStore(Database database) {
    this.database = database;
  }

  /** Changes one target's hold, and says how it is then. */
  public Hold change(Hold.Scope scope, String tenant, String target, Change change) {
    forget();
    return database.read(
        "hold not stored", connection -> change(connection, scope, tenant, target, change));
  }

  /**
   * The same for a task or a batch, unless its tenant holds so many others already: then empty.
   * What ends by itself, such as the cancel of a task, is not counted.
   */
  public Optional<Hold> changeWithin(
      int most, Hold.Scope scope, String tenant, String target, Change change) {
    forget();
    return database.together(
        "hold not stored",
        connection -> {
          lock(connection, tenant);
          return hasRoom(connection, most, scope, tenant, target)
              ? Optional.of(change(connection, scope, tenant, target, change))
              : Optional.empty();
        });
  }

  private static void lock(Connection connection, String tenant) throws SQLException {
    try (PreparedStatement statement = Database.prepared(connection, ONE_AT_A_TIME, tenant)) {
      statement.execute();
    }
  }

  private void forget() {
    database.change("old holds not forgotten", FORGET, KEPT_DAYS);
  }

  private static boolean hasRoom(
      Connection connection, int most, Hold.Scope scope, String tenant, String target)
      throws SQLException {
    try (PreparedStatement statement =
            Database.prepared(connection, STANDING, most, scope.name(), target, tenant);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean("room");
    }
  }

  private static Hold change(
      Connection connection, Hold.Scope scope, String tenant, String target, Change change)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
      statement.setString(1, scope.name());
      statement.setString(2, tenant);
      statement.setString(3, target);
      change.bind(statement, 4);
      change.bind(statement, 8);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return hold(row);
      }
    }
  }

  /** The holds of a tenant's batches, of those that were ever held. */
  public List<Hold> ofBatches(String tenant, List<String> batchIds) {
    return database.read(
        "holds not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(OF_BATCHES)) {
            statement.setString(1, tenant);
            statement.setArray(2, connection.createArrayOf("text", batchIds.toArray()));
            return holds(statement);
          }
        });
  }

  /** The holds that were changed so lately, but for those of tasks that have ended. */
  public List<Hold> changedWithin(Duration time) {
    return database.read(
        "holds not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(CHANGED)) {
            statement.setLong(1, time.toSeconds());
            return holds(statement);
          }
        });
  }

  private static List<Hold> holds(PreparedStatement statement) throws SQLException {
    List<Hold> holds = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        holds.add(hold(rows));
      }
    }
    return holds;
  }

  private static Hold hold(ResultSet row) throws SQLException {
    String lane = row.getString("lane");
    return new Hold(
        SchemaVersion.CURRENT,
        row.getString("tenant"),
        Hold.Scope.valueOf(row.getString("scope")),
        row.getString("target"),
        row.getBoolean("paused"),
        row.getLong("cancelled_at_ms"),
        lane == null ? null : Lane.valueOf(lane),
        row.getBoolean("disabled"),
        row.getLong("version"));
  }

  /**
   * What is to be different; null leaves a part as it is.
   *
   * @param lane empty for its own
   */
  public record Change(Boolean paused, Long cancelledAtMs, String lane, Boolean disabled) {

    /** True where it stays until someone takes it back. */
    public boolean stands() {
      return Boolean.TRUE.equals(paused) || (lane != null && !lane.isEmpty());
    }

    public static Change paused(boolean on) {
      return new Change(on, null, null, null);
    }

    public static Change cancelledAt(long ms) {
      return new Change(null, ms, null, null);
    }

    /**
     * @param lane null for its own
     */
    public static Change movedTo(Lane lane) {
      return new Change(null, null, lane == null ? "" : lane.name(), null);
    }

    public static Change disabled(boolean on) {
      return new Change(null, null, null, on);
    }

    private void bind(PreparedStatement statement, int from) throws SQLException {
      statement.setObject(from, paused, Types.BOOLEAN);
      statement.setObject(from + 1, cancelledAtMs, Types.BIGINT);
      statement.setObject(from + 2, lane, Types.VARCHAR);
      statement.setObject(from + 3, disabled, Types.BOOLEAN);
    }
  }
}
