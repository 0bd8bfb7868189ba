package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Makes the day partitions before the days come. Thread-safe; any number of processes may. */
public final class Partitions {
  /** Tasks live for seven days at most, so ids reach one day further. */
  public static final int DAYS_AHEAD = 8;

  private static final String MISSING =
      """
      SELECT parent, d::date
        FROM unnest(ARRAY['tasks', 'finals', 'claims', 'records', 'dead_letters']) AS parent,
             generate_series(?::date, ?::date, interval '1 day') AS d
       WHERE to_regclass(parent || to_char(d, '_YYYYMMDD')) IS NULL
      """;

  private final Database database;

  public Partitions(Database database) {
    this.database = database;
  }

  /** Partitions from yesterday to {@code daysAhead} days after today (UTC), where missing. */
  public void ensure(int daysAhead) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    ensure(today.minusDays(1), today.plusDays(daysAhead));
  }

  /** Partitions of a range of days, both ends included, where missing. */
  public void ensure(LocalDate from, LocalDate to) {
    database.read("partitions could not be made", connection -> ensure(connection, from, to));
  }

  private static int ensure(Connection connection, LocalDate from, LocalDate to)
      throws SQLException {
    List<Missing> missing = missing(connection, from, to);
    try (PreparedStatement create = connection.prepareStatement("SELECT ensure_partition(?, ?)")) {
      for (Missing partition : missing) {
        create.setString(1, partition.parent());
        create.setObject(2, partition.day());
        create.execute();
      }
    }
    return missing.size();
  }

  private static List<Missing> missing(Connection connection, LocalDate from, LocalDate to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
      statement.setObject(1, from);
      statement.setObject(2, to);
      List<Missing> missing = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(new Missing(rows.getString(1), rows.getObject(2, LocalDate.class)));
        }
      }
      return missing;
    }
  }

  private record Missing(String parent, LocalDate day) {}
}
