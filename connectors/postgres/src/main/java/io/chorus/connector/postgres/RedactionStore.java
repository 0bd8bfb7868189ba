package io.chorus.connector.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashSet;
import java.util.Set;

/** Which tenants keep personal data from engines. Thread-safe. */
public final class RedactionStore {
  private static final String ALL = "SELECT tenant FROM redactions";
  private static final String ON =
      "INSERT INTO redactions (tenant) VALUES (?) ON CONFLICT DO NOTHING";
  private static final String OFF = "DELETE FROM redactions WHERE tenant = ?";

  private final Database database;

  public RedactionStore(Database database) {
    this.database = database;
  }

  public Set<String> all() {
    return database.read(
        "redactions not read",
        connection -> {
          Set<String> tenants = new HashSet<>();
          try (PreparedStatement statement = connection.prepareStatement(ALL);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              tenants.add(rows.getString(1));
            }
          }
          return tenants;
        });
  }

  /** So it is for every task of the tenant that comes in from now on. */
  public void set(String tenant, boolean on) {
    database.change("redaction not set", on ? ON : OFF, tenant);
  }
}
