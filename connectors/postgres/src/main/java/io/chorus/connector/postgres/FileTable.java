package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that there are, without their bytes. Thread-safe. */
public final class FileTable {
  private static final String SELECT =
      "SELECT tenant, file_id, purpose, name, bytes, created_at_ms FROM files WHERE tenant = ?";

  private static final String OF_PURPOSE = SELECT + " AND (?::text IS NULL OR purpose = ?)";

  private static final String NEWEST_FIRST =
      OF_PURPOSE
          + " AND (created_at_ms, file_id) < (?, ?)"
          + " ORDER BY created_at_ms DESC, file_id DESC LIMIT ?";

  private static final String OLDEST_FIRST =
      OF_PURPOSE
          + " AND (created_at_ms, file_id) > (?, ?)"
          + " ORDER BY created_at_ms, file_id LIMIT ?";

  private static final String PUT =
      """
      INSERT INTO files (tenant, file_id, purpose, name, bytes, created_at_ms)
      VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (file_id) DO UPDATE SET bytes = EXCLUDED.bytes
      """;

  private final Database database;

  public FileTable(Database database) {
    this.database = database;
  }

  /** Stores a file, or how long it has become. */
  public void put(StoredFile file) {
    database.read("file not stored", connection -> put(connection, file));
  }

  public Optional<StoredFile> find(String tenant, String fileId) {
    return database
        .readOf(
            tenant,
            "file not read",
            connection -> select(connection, SELECT + " AND file_id = ?", tenant, fileId))
        .stream()
        .findFirst();
  }

  /**
   * A tenant's, the newest or the oldest first.
   *
   * @param purpose that they have, or null for any
   * @param after the last of the page before, or null for the first page
   */
  public List<StoredFile> list(
      String tenant, String purpose, boolean oldestFirst, StoredFile after, int limit) {
    String page = oldestFirst ? OLDEST_FIRST : NEWEST_FIRST;
    long end = oldestFirst ? 0 : Long.MAX_VALUE;
    long lastMs = after == null ? end : after.createdAtMs();
    String lastId = after == null ? "" : after.fileId();
    return database.readOf(
        tenant,
        "files not listed",
        connection -> select(connection, page, tenant, purpose, purpose, lastMs, lastId, limit));
  }

  /** False where the tenant has no such file. */
  public boolean remove(String tenant, String fileId) {
    return database.read("file not removed", connection -> remove(connection, tenant, fileId));
  }

  private static int put(Connection connection, StoredFile file) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUT)) {
      statement.setString(1, file.tenant());
      statement.setString(2, file.fileId());
      statement.setString(3, file.purpose());
      statement.setString(4, file.name());
      statement.setLong(5, file.bytes());
      statement.setLong(6, file.createdAtMs());
      return statement.executeUpdate();
    }
  }

  private static List<StoredFile> select(Connection connection, String query, Object... parameters)
      throws SQLException {
    List<StoredFile> files = new ArrayList<>();
    try (PreparedStatement statement = Database.prepared(connection, query, parameters);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        files.add(
            new StoredFile(
                row.getString("tenant"),
                row.getString("file_id"),
                row.getString("purpose"),
                row.getString("name"),
                row.getLong("bytes"),
                row.getLong("created_at_ms")));
      }
    }
    return files;
  }

  private static boolean remove(Connection connection, String tenant, String fileId)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM files WHERE tenant = ? AND file_id = ?")) {
      statement.setString(1, tenant);
      statement.setString(2, fileId);
      return statement.executeUpdate() > 0;
    }
  }
}
