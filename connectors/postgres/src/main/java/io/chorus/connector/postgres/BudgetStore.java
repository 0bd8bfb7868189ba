package io.chorus.connector.postgres;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** What tenants may spend. A tenant without a row spends what it wants, uncounted. Thread-safe. */
public final class BudgetStore {
  /** The highest limit there may be, in US dollars. */
  public static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);

  private static final int NANO = 9;

  private static final String SELECT =
      """
      SELECT tenant, limit_nano_usd, spent_nano_usd, reserved_nano_usd,
             (extract(epoch FROM since) * 1000)::bigint
        FROM budgets ORDER BY tenant
      """;

  private static final String SET =
      """
      INSERT INTO budgets (tenant, limit_nano_usd) VALUES (?, ?)
          ON CONFLICT (tenant) DO UPDATE SET limit_nano_usd = excluded.limit_nano_usd
      """;

  private static final String RESTART =
      "UPDATE budgets SET spent_nano_usd = 0, since = clock_timestamp() WHERE tenant = ?";

  private final Database database;

  public BudgetStore(Database database) {
    this.database = database;
  }

  /**
   * One tenant's budget. All in billionths of a US dollar.
   *
   * @param limitNanoUsd null for no limit
   * @param spentNanoUsd what its records cost since then; asks that may have been billed and
   *     brought nothing count as they were estimated
   * @param reservedNanoUsd estimates of what is on its way
   * @param sinceMs Unix milliseconds
   */
  public record Budget(
      String tenant, Long limitNanoUsd, long spentNanoUsd, long reservedNanoUsd, long sinceMs) {}

  /** Every budget, by tenant. */
  public List<Budget> all() {
    return database.read("budgets not read", BudgetStore::read);
  }

  /**
   * Sets what a tenant may spend, from the next claim on. What is counted goes on being counted.
   *
   * @param limitNanoUsd null for no limit
   */
  public void set(String tenant, Long limitNanoUsd) {
    database.read(
        "budget not set",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(SET)) {
            statement.setString(1, tenant);
            statement.setObject(2, limitNanoUsd, Types.BIGINT);
            return statement.executeUpdate();
          }
        });
  }

  /**
   * A limit in billionths of a US dollar.
   *
   * @param usd 0 to {@link #MOST_USD}
   */
  public static long nanoUsd(BigDecimal usd) {
    return usd.movePointRight(NANO).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  /** What was spent so far counts no more. */
  public void restart(String tenant) {
    database.read(
        "budget not restarted",
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RESTART)) {
            statement.setString(1, tenant);
            return statement.executeUpdate();
          }
        });
  }

  private static List<Budget> read(Connection connection) throws SQLException {
    List<Budget> budgets = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(SELECT);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        budgets.add(
            new Budget(
                rows.getString(1),
                rows.getObject(2, Long.class),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5)));
      }
    }
    return budgets;
  }
}
