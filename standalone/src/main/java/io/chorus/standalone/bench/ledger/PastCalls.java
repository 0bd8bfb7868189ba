package io.chorus.standalone.bench.ledger;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Claims and records of the last days, made by the database itself, with short answers: as many
 * each day, with ids that grow through the day as those of real tasks do. Used once.
 */
final class PastCalls {
  private static final long AT_ONCE = 250_000;
  private static final int DAYS = 20;
  private static final int WRITERS = 2;

  private static final String CALLS =
      """
      WITH past AS MATERIALIZED (
        SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(hash, 1, 3) || '8'
                 || substr(hash, 4, 15))::uuid AS id, hash, to_timestamp(ms / 1000.0) AS at
          FROM (SELECT encode(sha256(n::text::bytea), 'hex') AS hash,
                       ?::bigint + n * ?::bigint / ?::bigint AS ms
                  FROM generate_series(?::bigint, ?::bigint) AS n) s),
      claimed AS (
        INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine, model,
                            request_hash, holder, claimed_at)
        SELECT ?, id, 1, 0, id, 1, 'default', 'openai', 'model', hash, 1, at FROM past)
      INSERT INTO records (day, root_id, round, slot, task_id, number, tenant, answered, answer,
                           tokens_in, tokens_out, cost_nano_usd, engine, model, recorded_at)
      SELECT ?, id, 1, 0, id, 1, 'default', true, 'past', 10, 10, 10, 'openai', 'model', at
        FROM past
      """;

  private final PostgresConfig postgres;
  private final long eachDay;
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  private PastCalls(PostgresConfig postgres, long eachDay) {
    this.postgres = postgres;
    this.eachDay = eachDay;
  }

  static void fill(PostgresConfig postgres, long calls, PrintWriter out) throws Exception {
    new PastCalls(postgres, calls / DAYS).fill(out);
  }

  private void fill(PrintWriter out) throws Exception {
    execute("SELECT ensure_partitions(current_date - " + DAYS + ", current_date)");
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<? extends Future<?>> days =
          IntStream.range(0, DAYS)
              .mapToObj(ago -> writers.submit(() -> day(today.minusDays(ago))))
              .toList();
      for (int done = 0; done < DAYS; done++) {
        days.get(done).get();
        out.printf(Locale.ROOT, "  %,d calls of the past%n", (done + 1) * eachDay);
        out.flush();
      }
    } finally {
      writers.shutdownNow();
    }
    execute("CHECKPOINT");
  }

  /** Left as a day is once the database has tidied it up. */
  private Void day(LocalDate day) throws SQLException {
    long from = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    long lengthMs = Math.min(to, Instant.now().toEpochMilli()) - from;
    try (Connection connection = Database.connect(postgres);
        Statement settings = connection.createStatement();
        PreparedStatement calls = connection.prepareStatement(CALLS)) {
      settings.execute("SET synchronous_commit = off");
      for (long first = 0; first < eachDay; first += AT_ONCE) {
        calls.setLong(1, from);
        calls.setLong(2, lengthMs);
        calls.setLong(3, eachDay);
        calls.setLong(4, first);
        calls.setLong(5, Math.min(eachDay, first + AT_ONCE) - 1);
        calls.setObject(6, day);
        calls.setObject(7, day);
        calls.execute();
      }
      String suffix = day.format(DateTimeFormatter.BASIC_ISO_DATE);
      settings.execute("VACUUM (ANALYZE) claims_" + suffix);
      settings.execute("VACUUM (ANALYZE) records_" + suffix);
    }
    return null;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = Database.connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
