package io.chorus.connector.postgres;

import io.chorus.contracts.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was spent, from the ledger. Reads every claim of the time asked for. Thread-safe. */
public final class Spend {

  /**
   * An ask is ambiguous for each process that died with it on its way, where it was cut off, and
   * where nobody will tell any more what became of it. What that may have cost is what its answer
   * cost, or else what it was estimated at.
   */
  private static final String ASKS =
      """
      WITH asks AS (
        SELECT c.*, r.root_id IS NOT NULL AS recorded, r.answered, r.tokens_in, r.tokens_out,
               r.cached_tokens_in, r.reasoning_tokens, coalesce(r.cost_nano_usd, 0) AS cost,
               c.supersessions + (CASE
                 WHEN r.root_id IS NOT NULL
                   THEN coalesce(r.failure IN ('TIMEOUT', 'CUT_OFF'), false)
                 ELSE c.holder <> 0 AND NOT EXISTS (
                   SELECT FROM holders h WHERE h.epoch = c.holder
      """
          + " AND "
          + Holder.ALIVE
          + """
          ) END)::int AS ambiguous
              FROM claims c
              LEFT JOIN records r USING (day, root_id, round, slot, task_id, number)
             WHERE c.claimed_at >= ? AND c.claimed_at < ?
               AND (?::text IS NULL OR c.tenant = ?))
          """;

  private static final String SUMS =
      """
      count(*) FILTER (WHERE c.holder <> 0 OR c.recorded),
      count(*) FILTER (WHERE c.answered), count(*) FILTER (WHERE NOT c.answered),
      coalesce(sum(c.tokens_in), 0), coalesce(sum(c.tokens_out), 0),
      coalesce(sum(c.cached_tokens_in), 0), coalesce(sum(c.reasoning_tokens), 0),
      coalesce(sum(c.cost), 0), coalesce(sum(c.ambiguous), 0),
      coalesce(sum(c.ambiguous
        * CASE WHEN c.cost > 0 THEN c.cost ELSE c.estimate_nano_usd END), 0)
      """;

  private static final String TASKS =
      " LEFT JOIN tasks t ON t.day = uuid_day(c.task_id) AND t.task_id = c.task_id ";

  private final Database database;

  public Spend(Database database) {
    this.database = database;
  }

  /** What sums are told apart by. */
  public enum Dimension {
    TENANT("c.tenant"),
    /** The label {@code project} of the task's metadata; empty where it has none. */
    PROJECT("coalesce(t.metadata ->> 'project', '')"),
    ENGINE("c.engine"),
    /** As it was asked for. */
    MODEL("c.model"),
    /** The UTC day of the claim. */
    DAY("to_char(c.claimed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')");

    private final String column;

    Dimension(String column) {
      this.column = column;
    }
  }

  /**
   * The asks of one combination of dimensions.
   *
   * @param of values of the dimensions, in their order
   * @param asks that were let go and not given back unsent
   * @param costNanoUsd what their records cost, in billionths of a US dollar
   * @param ambiguous how often one may have been billed without a record of it
   * @param ambiguousNanoUsd what that may have cost besides, estimated
   */
  public record Line(
      List<String> of,
      long asks,
      long answered,
      long failed,
      Usage usage,
      long costNanoUsd,
      long ambiguous,
      long ambiguousNanoUsd) {}

  /**
   * Sums of the asks that were claimed in a time, in the order of the dimensions' values.
   *
   * @param by one or more
   * @param tenant whose; null for all tenants'
   * @param to the first moment that no longer counts
   */
  public List<Line> spent(List<Dimension> by, String tenant, Instant from, Instant to) {
    return database.scan("spend not read", connection -> read(connection, by, tenant, from, to));
  }

  private static List<Line> read(
      Connection connection, List<Dimension> by, String tenant, Instant from, Instant to)
      throws SQLException {
    List<Line> lines = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query(by))) {
      statement.setObject(1, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
      statement.setObject(2, OffsetDateTime.ofInstant(to, ZoneOffset.UTC));
      statement.setString(3, tenant);
      statement.setString(4, tenant);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(line(rows, by.size()));
        }
      }
    }
    return lines;
  }

  private static String query(List<Dimension> by) {
    String columns = by.stream().map(d -> d.column).collect(Collectors.joining(", "));
    String places =
        IntStream.rangeClosed(1, by.size())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    return ASKS
        + " SELECT "
        + columns
        + ", "
        + SUMS
        + " FROM asks c"
        + (by.contains(Dimension.PROJECT) ? TASKS : "")
        + " GROUP BY "
        + places
        + " ORDER BY "
        + places;
  }

  private static Line line(ResultSet row, int dimensions) throws SQLException {
    List<String> of = new ArrayList<>();
    for (int i = 1; i <= dimensions; i++) {
      of.add(row.getString(i));
    }
    int at = dimensions + 1;
    return new Line(
        of,
        row.getLong(at),
        row.getLong(at + 1),
        row.getLong(at + 2),
        new Usage(
            row.getLong(at + 3), row.getLong(at + 4), row.getLong(at + 5), row.getLong(at + 6)),
        row.getLong(at + 7),
        row.getLong(at + 8),
        row.getLong(at + 9));
  }
}
