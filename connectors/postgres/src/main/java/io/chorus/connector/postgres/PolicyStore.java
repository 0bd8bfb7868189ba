package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Every policy there ever was, by its version. Thread-safe. */
public final class PolicyStore {
  private static final String ADD =
      """
      INSERT INTO policies (version, yaml)
      SELECT ?, ? WHERE ? > coalesce((SELECT max(version) FROM policies), 0)
          ON CONFLICT DO NOTHING
      """;

  private static final String SAME = "SELECT 1 FROM policies WHERE version = ? AND yaml = ?";
  private static final String NEWEST = "SELECT coalesce(max(version), 0) FROM policies";

  private static final String NEWEST_TEXT =
      "SELECT yaml FROM policies ORDER BY version DESC LIMIT 1";

  private final Database database;

  public PolicyStore(Database database) {
    this.database = database;
  }

  /**
   * Stores a policy that is newer than all others.
   *
   * @return true where it is stored now, or was before with the same text
   */
  public boolean add(int version, String yaml) {
    return database.read(
        "policy not stored",
        connection -> added(connection, version, yaml) || isThere(connection, version, yaml));
  }

  /** 0 where there is none. */
  public int newest() {
    return database.read(
        "policies not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(NEWEST);
              ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
          }
        });
  }

  /** The text of the newest one; empty where there is none. */
  public Optional<String> newestText() {
    return database.read(
        "policies not read",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(NEWEST_TEXT);
              ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
          }
        });
  }

  private static boolean added(Connection connection, int version, String yaml)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setInt(1, version);
      statement.setString(2, yaml);
      statement.setInt(3, version);
      return statement.executeUpdate() > 0;
    }
  }

  private static boolean isThere(Connection connection, int version, String yaml)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAME)) {
      statement.setInt(1, version);
      statement.setString(2, yaml);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
