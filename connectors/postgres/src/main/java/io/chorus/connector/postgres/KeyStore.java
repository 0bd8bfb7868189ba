package io.chorus.connector.postgres;

import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.SchemaVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API keys, without the keys themselves. Thread-safe. */
public final class KeyStore {
  private static final String COLUMNS =
      "key_id, tenant, name, hash, role, scopes, created_at_ms, expires_at_ms, revoked_at_ms, version";

  private static final String ADD =
      """
      INSERT INTO api_keys AS known (key_id, tenant, name, hash, role, scopes, created_at_ms,
                                     expires_at_ms, revoked_at_ms, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String LEARN =
      ADD
          + """
              ON CONFLICT (key_id) DO UPDATE
             SET expires_at_ms = COALESCE(LEAST(NULLIF(known.expires_at_ms, 0),
                                                NULLIF(EXCLUDED.expires_at_ms, 0)), 0),
                 revoked_at_ms = COALESCE(LEAST(NULLIF(known.revoked_at_ms, 0),
                                                NULLIF(EXCLUDED.revoked_at_ms, 0)), 0),
                 version = GREATEST(known.version, EXCLUDED.version)
            """;

  private static final String LIST = "SELECT " + COLUMNS + " FROM api_keys ORDER BY created_at_ms";

  /** A time that is earlier stays: nothing makes a key live longer. */
  private static final String END =
      """
      UPDATE api_keys
         SET expires_at_ms = CASE WHEN ? > 0 AND (expires_at_ms = 0 OR expires_at_ms > ?)
                                  THEN ? ELSE expires_at_ms END,
             revoked_at_ms = CASE WHEN revoked_at_ms = 0 THEN ? ELSE revoked_at_ms END,
             version = version + 1
       WHERE key_id = ?
      RETURNING
      """
          + COLUMNS;

  private final Database database;

  public KeyStore(Database database) {
    this.database = database;
  }

  /** Stores a new key. */
  public void add(ApiKey key) {
    database.read("key not stored", connection -> store(connection, ADD, List.of(key)));
  }

  /** Stores what is known of keys elsewhere, joined with what is stored: see {@link ApiKey}. */
  public void learn(List<ApiKey> keys) {
    // in one order, so that two who do it at once don't wait for each other
    List<ApiKey> ordered = keys.stream().sorted(Comparator.comparing(ApiKey::keyId)).toList();
    database.read("keys not stored", connection -> store(connection, LEARN, ordered));
  }

  /** All there are and were, oldest first. */
  public List<ApiKey> all() {
    return database.read("keys not read", KeyStore::all);
  }

  /** Lets a key open nothing from a time on; empty where there is no such key. */
  public Optional<ApiKey> expire(String keyId, long atMs) {
    return database.read("key not changed", connection -> end(connection, keyId, atMs, 0));
  }

  /** Lets a key open nothing any more; empty where there is no such key. */
  public Optional<ApiKey> revoke(String keyId, long nowMs) {
    return database.read("key not changed", connection -> end(connection, keyId, 0, nowMs));
  }

  private static int[] store(Connection connection, String how, List<ApiKey> keys)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(how)) {
      for (ApiKey key : keys) {
        statement.setString(1, key.keyId());
        statement.setString(2, key.tenant());
        statement.setString(3, key.name());
        statement.setString(4, key.hash());
        statement.setString(5, key.role().name());
        statement.setArray(
            6, connection.createArrayOf("text", key.scopes().stream().map(Enum::name).toArray()));
        statement.setLong(7, key.createdAtMs());
        statement.setLong(8, key.expiresAtMs());
        statement.setLong(9, key.revokedAtMs());
        statement.setLong(10, key.version());
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  private static List<ApiKey> all(Connection connection) throws SQLException {
    List<ApiKey> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(LIST);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.add(key(rows));
      }
    }
    return keys;
  }

  private static Optional<ApiKey> end(
      Connection connection, String keyId, long expiresAtMs, long revokedAtMs) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(END)) {
      statement.setLong(1, expiresAtMs);
      statement.setLong(2, expiresAtMs);
      statement.setLong(3, expiresAtMs);
      statement.setLong(4, revokedAtMs);
      statement.setString(5, keyId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(key(rows)) : Optional.empty();
      }
    }
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    String[] scopes = (String[]) row.getArray("scopes").getArray();
    return new ApiKey(
        SchemaVersion.CURRENT,
        row.getString("tenant"),
        row.getString("key_id"),
        row.getString("name"),
        row.getString("hash"),
        Role.valueOf(row.getString("role")),
        Arrays.stream(scopes).map(KeyScope::valueOf).collect(Collectors.toSet()),
        row.getLong("created_at_ms"),
        row.getLong("expires_at_ms"),
        row.getLong("revoked_at_ms"),
        row.getLong("version"));
  }
}
