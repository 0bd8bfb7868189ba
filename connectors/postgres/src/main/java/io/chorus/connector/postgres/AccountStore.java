package io.chorus.connector.postgres;

import io.chorus.contracts.Account;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Json;
import io.chorus.contracts.Limits;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.SecretRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the admin API said of accounts, beside what the engines declare. Processes read all of it
 * before their first call; then they are told over {@link io.chorus.contracts.Topics#CONTROL}.
 * Thread-safe.
 */
public final class AccountStore {
  private static final String ALL =
      "SELECT engine, account, key_ref, limits::text, removed, version FROM accounts ORDER BY 1, 2";

  private static final String CHANGE =
      """
      INSERT INTO accounts AS a (engine, account, key_ref, limits, removed)
      VALUES (?, ?, ?, ?::jsonb, ?)
          ON CONFLICT (engine, account) DO UPDATE
         SET key_ref = excluded.key_ref, limits = excluded.limits, removed = excluded.removed,
             version = a.version + 1, changed_at = clock_timestamp()
      RETURNING version
      """;

  private final Database database;

  public AccountStore(Database database) {
    this.database = database;
  }

  /** All that was ever changed, removed ones too. */
  public List<AccountChange> all() {
    return database.read("accounts not read", AccountStore::all);
  }

  private static List<AccountChange> all(Connection connection) throws SQLException {
    List<AccountChange> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ALL);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(change(rows));
      }
    }
    return all;
  }

  private static AccountChange change(ResultSet row) throws SQLException {
    Account account =
        new Account(
            row.getString("account"),
            new SecretRef(row.getString("key_ref")),
            Json.readOwn(row.getString("limits"), Limits.class));
    return new AccountChange(
        SchemaVersion.CURRENT,
        row.getString("engine"),
        account,
        row.getBoolean("removed"),
        row.getLong("version"));
  }

  /** Stores how an account is from now on. */
  public AccountChange change(String engine, Account account, boolean removed) {
    return database.read(
        "account not stored",
        connection ->
            new AccountChange(
                SchemaVersion.CURRENT,
                engine,
                account,
                removed,
                stored(connection, engine, account, removed)));
  }

  private static long stored(Connection connection, String engine, Account account, boolean removed)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
      statement.setString(1, engine);
      statement.setString(2, account.id());
      statement.setString(3, account.key().reference());
      statement.setString(4, Json.writeText(account.limits()));
      statement.setBoolean(5, removed);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong("version");
      }
    }
  }
}
