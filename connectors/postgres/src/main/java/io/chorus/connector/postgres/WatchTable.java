package io.chorus.connector.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/**
 * What was taken from watched places, by one process each, and until when they were looked at for
 * what did not come. Thread-safe.
 */
public final class WatchTable {
  private static final String BEGIN =
      "INSERT INTO watches (watch, judged_until_ms) VALUES (?, ?) ON CONFLICT DO NOTHING";

  private static final String CLAIM =
      """
      INSERT INTO watched_files AS file
             (watch, name, version, batch_id, claimed_at_ms, owned_until_ms)
      VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (watch, name, version)
          DO UPDATE SET owned_until_ms = EXCLUDED.owned_until_ms WHERE file.owned_until_ms < ?
      RETURNING batch_id, claimed_at_ms, taken
      """;

  private static final String TAKEN =
      "UPDATE watched_files SET taken = true WHERE watch = ? AND name = ? AND version = ?";

  private static final String FORGET =
      """
      DELETE FROM watched_files
       WHERE watch = ? AND name = ? AND version = ? AND owned_until_ms = ? AND NOT taken
      """;

  private static final String TAKEN_SINCE =
      "SELECT count(*) FROM watched_files WHERE watch = ? AND claimed_at_ms >= ? AND taken";

  private static final String NOT_STORED = "watch not stored";

  private final Database database;

  public WatchTable(Database database) {
    this.database = database;
  }

  /**
   * A file that is one process's for a while.
   *
   * @param batchId what it becomes, whoever makes it
   * @param claimedAtMs Unix milliseconds of the first claim
   * @param untilMs Unix milliseconds until when it is nobody else's
   * @param taken true where it has become that already
   */
  public record Claim(
      String watch,
      String name,
      String version,
      String batchId,
      long claimedAtMs,
      long untilMs,
      boolean taken) {}

  /** Files are missed from now on, unless the place has been watched before. */
  public void begin(String watch, long nowMs) {
    database.change(NOT_STORED, BEGIN, watch, nowMs);
  }

  /**
   * Takes a file for a while; empty where it is another's.
   *
   * @param batchId what it is to become, if nobody has claimed it before
   */
  public Optional<Claim> claim(
      String watch, String name, String version, String batchId, long nowMs, long untilMs) {
    return database.read(
        "watched file not claimed",
        connection -> {
          try (PreparedStatement statement =
                  Database.prepared(
                      connection, CLAIM, watch, name, version, batchId, nowMs, untilMs, nowMs);
              ResultSet row = statement.executeQuery()) {
            return row.next()
                ? Optional.of(
                    new Claim(
                        watch,
                        name,
                        version,
                        row.getString("batch_id"),
                        row.getLong("claimed_at_ms"),
                        untilMs,
                        row.getBoolean("taken")))
                : Optional.empty();
          }
        });
  }

  /** It is what it was to become. */
  public void taken(Claim claim) {
    database.change(NOT_STORED, TAKEN, claim.watch(), claim.name(), claim.version());
  }

  /** It was not there to be taken. Without effect where it is another's by now. */
  public void forget(Claim claim) {
    database.change(
        NOT_STORED, FORGET, claim.watch(), claim.name(), claim.version(), claim.untilMs());
  }

  /** The last due time that was judged; Unix milliseconds. */
  public long judgedUntilMs(String watch) {
    return number("SELECT judged_until_ms FROM watches WHERE watch = ?", watch);
  }

  public void judged(String watch, long dueMs) {
    database.change(
        NOT_STORED,
        "UPDATE watches SET judged_until_ms = ? WHERE watch = ? AND judged_until_ms < ?",
        dueMs,
        watch,
        dueMs);
  }

  public boolean hasTakenSince(String watch, long sinceMs) {
    return number(TAKEN_SINCE, watch, sinceMs) > 0;
  }

  private long number(String query, Object... parameters) {
    return database.read(
        "watch not read",
        connection -> {
          try (PreparedStatement statement = Database.prepared(connection, query, parameters);
              ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0L;
          }
        });
  }
}
