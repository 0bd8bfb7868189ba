package io.chorus.connector.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The audit log: rows of which each holds the hash of the one before, so that a change of any
 * shows. Rows of all processes go in one after the other, many in one transaction. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
  private static final int MAX_BATCH = 256;

  /** Most rows waiting to be stored; above it {@link #append} blocks. */
  public static final int CAPACITY = 8_192;

  private static final int PAGE = 1_000;

  /** A look for rows that are rare reads many others. */
  private static final int LIMIT_S = 8;

  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtext('chorus.audit_log')::bigint)";

  private static final String LAST = "SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1";
  private static final String KNOWN = "SELECT id FROM audit_log WHERE id = ANY (?::uuid[])";

  private static final String INSERT =
      """
      INSERT INTO audit_log (seq, id, at_ms, tenant, actor, act, object, outcome, previous, hash)
      SELECT * FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                           ?::text[], ?::text[], ?::text[], ?::text[])
      """;

  private static final String ALL = "SELECT * FROM audit_log ORDER BY seq";

  private static final String NEWEST =
      """
      SELECT * FROM audit_log
       WHERE (? = 0 OR seq < ?) AND (?::text IS NULL OR tenant = ?)
         AND (?::text IS NULL OR actor = ?)
       ORDER BY seq DESC LIMIT ?
      """;

  private final Database database;
  private final GroupCommit<AuditEntry, Boolean> commits;

  public AuditLog(Database database) {
    this.database = database;
    this.commits =
        new GroupCommit<>("audit", database::transactional, AuditLog::add, MAX_BATCH, CAPACITY);
  }

  /**
   * Adds a row. What follows on the future must not block (see {@link GroupCommit#submit}).
   *
   * @return completed once it is committed: true, or false where the row was there already
   */
  public CompletableFuture<Boolean> append(AuditEntry entry) {
    return commits.submit(entry);
  }

  /**
   * The newest rows, newest first.
   *
   * @param before only rows before that one; 0 for all
   * @param tenant only of that tenant's; null for all
   * @param actor only of that one's; null for all
   */
  public List<AuditRow> newest(long before, String tenant, String actor, int limit) {
    return database.read(
        "audit log not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setQueryTimeout(LIMIT_S);
            statement.setLong(1, before);
            statement.setLong(2, before);
            statement.setString(3, tenant);
            statement.setString(4, tenant);
            statement.setString(5, actor);
            statement.setString(6, actor);
            statement.setInt(7, limit);
            List<AuditRow> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
              while (found.next()) {
                rows.add(row(found));
              }
            }
            return rows;
          }
        });
  }

  /**
   * Reads all rows, a thousand at a time, and looks whether each is as it was written. On a
   * connection of its own.
   */
  public static AuditCheck verify(Database database) {
    return database.scan("audit log not verified", AuditLog::verify);
  }

  /** Stores what is waiting, and ends. */
  @Override
  public void close() {
    commits.close();
  }

  private static AuditCheck verify(Connection connection) throws SQLException {
    AuditCheck.Walk walk = new AuditCheck.Walk();
    // without a transaction the driver would fetch all rows at once
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(PAGE);
      try (ResultSet rows = statement.executeQuery(ALL)) {
        boolean whole = true;
        while (whole && rows.next()) {
          whole = walk.follow(row(rows));
        }
      }
      return walk.end();
    }
  }

  private static List<Boolean> add(Connection connection, List<AuditEntry> entries)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
    }
    Set<String> known = known(connection, entries);
    List<Boolean> added = new ArrayList<>(entries.size());
    List<AuditRow> rows = new ArrayList<>(entries.size());
    Last last = last(connection);
    for (AuditEntry entry : entries) {
      boolean isNew = known.add(entry.id());
      if (isNew) {
        AuditRow row = AuditRow.after(last.seq() + 1, last.hash(), entry);
        rows.add(row);
        last = new Last(row.seq(), row.hash());
      }
      added.add(isNew);
    }
    insert(connection, rows);
    return added;
  }

  private record Last(long seq, String hash) {}

  private static Last last(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LAST);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? new Last(row.getLong(1), row.getString(2))
          : new Last(0, AuditRow.NOTHING);
    }
  }

  private static Set<String> known(Connection connection, List<AuditEntry> entries)
      throws SQLException {
    Set<String> known = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(KNOWN)) {
      Array ids = connection.createArrayOf("uuid", entries.stream().map(AuditEntry::id).toArray());
      statement.setArray(1, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          known.add(rows.getString(1));
        }
      }
    }
    return known;
  }

  private static void insert(Connection connection, List<AuditRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, rows)
          .int8(AuditRow::seq)
          .add("uuid", AuditRow::id)
          .int8(AuditRow::atMs)
          .text(AuditRow::tenant)
          .text(AuditRow::actor)
          .text(AuditRow::act)
          .text(AuditRow::object)
          .text(AuditRow::outcome)
          .text(AuditRow::previous)
          .text(AuditRow::hash);
      statement.executeUpdate();
    }
  }

  private static AuditRow row(ResultSet row) throws SQLException {
    return new AuditRow(
        row.getLong("seq"),
        row.getString("id"),
        row.getLong("at_ms"),
        row.getString("tenant"),
        row.getString("actor"),
        row.getString("act"),
        row.getString("object"),
        row.getString("outcome"),
        row.getString("previous"),
        row.getString("hash"));
  }
}
