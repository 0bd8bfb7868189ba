package io.chorus.standalone.bench.ledger;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Claims and records of the last days, made by the database itself, with short answers. */
final class PastCalls {
  private static final int AT_ONCE = 200_000;
  private static final int DAYS = 20;

  private static final String PARTITIONS =
      "SELECT ensure_partitions(current_date - " + DAYS + ", current_date)";

  private static final String CALLS =
      """
      CREATE TEMPORARY TABLE past AS
      SELECT day, (lpad(to_hex((extract(epoch FROM day) * 1000)::bigint + n %% 86400000), 12, '0')
               || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid AS id
        FROM (SELECT n, current_date - (n %% %d)::int AS day
                FROM generate_series(?::bigint, ?::bigint) AS n) s
      """
          .formatted(DAYS);

  private static final String CLAIMS =
      """
      INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine, model,
                          request_hash, holder, claimed_at)
      SELECT day, id, 1, 0, id, 1, 'default', 'openai', 'model', md5(id::text), 1, day FROM past
          ON CONFLICT DO NOTHING
      """;

  private static final String RECORDS =
      """
      INSERT INTO records (day, root_id, round, slot, task_id, number, tenant, answered, answer,
                           tokens_in, tokens_out, cost_nano_usd, engine, model, recorded_at)
      SELECT day, id, 1, 0, id, 1, 'default', true, 'past', 10, 10, 10, 'openai', 'model', day
        FROM past
          ON CONFLICT DO NOTHING
      """;

  private PastCalls() {}

  static void fill(PostgresConfig postgres, long calls, PrintWriter out) throws SQLException {
    try (Connection connection = Database.connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      statement.execute(PARTITIONS);
      for (long from = 1; from <= calls; from += AT_ONCE) {
        long to = Math.min(calls, from + AT_ONCE - 1);
        part(connection, statement, from, to);
        if (to % (10 * AT_ONCE) == 0) {
          out.printf(Locale.ROOT, "  %,d calls of the past%n", to);
          out.flush();
        }
      }
      statement.execute("CHECKPOINT");
    }
  }

  private static void part(Connection connection, Statement statement, long from, long to)
      throws SQLException {
    try (PreparedStatement past = connection.prepareStatement(CALLS)) {
      past.setLong(1, from);
      past.setLong(2, to);
      past.execute();
    }
    statement.execute(CLAIMS);
    statement.execute(RECORDS);
    statement.execute("DROP TABLE past");
  }
}
