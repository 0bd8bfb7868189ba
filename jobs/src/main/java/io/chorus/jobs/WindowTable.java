package io.chorus.jobs;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.operators.analytics.WindowStats;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** The table of analytics windows: the newest figures of a window replace those before. */
final class WindowTable {
  private static final int BATCH_SIZE = 200;
  private static final long BATCH_INTERVAL_MS = 500;
  private static final int MAX_RETRIES = 5;

  private static final String UPSERT =
      """
      INSERT INTO analytics_windows (
        window_start, window_ms, tenant, kind, engine, lane, count, errors, mean_latency_ms,
        tokens_in, tokens_out, cost_nano_usd)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (window_start, tenant, kind, engine, lane) DO UPDATE SET
        window_ms = excluded.window_ms, count = excluded.count, errors = excluded.errors,
        mean_latency_ms = excluded.mean_latency_ms, tokens_in = excluded.tokens_in,
        tokens_out = excluded.tokens_out, cost_nano_usd = excluded.cost_nano_usd
      """;

  private WindowTable() {}

  static Sink<WindowStats> sink(PostgresConfig postgres) {
    return new Flushed<>(
        JdbcSink.<WindowStats>builder()
            .withQueryStatement(UPSERT, WindowTable::set)
            .withExecutionOptions(
                JdbcExecutionOptions.builder()
                    .withBatchSize(BATCH_SIZE)
                    .withBatchIntervalMs(BATCH_INTERVAL_MS)
                    .withMaxRetries(MAX_RETRIES)
                    .build())
            .buildAtLeastOnce(new SecretConnections(postgres)));
  }

  private static void set(PreparedStatement statement, WindowStats stats) throws SQLException {
    statement.setTimestamp(1, new Timestamp(stats.windowStartMs()));
    statement.setLong(2, stats.windowMs());
    statement.setString(3, stats.tenant());
    statement.setString(4, stats.kind());
    statement.setString(5, stats.engine());
    statement.setString(6, stats.lane());
    statement.setLong(7, stats.count());
    statement.setLong(8, stats.errors());
    statement.setDouble(9, stats.meanLatencyMs());
    statement.setLong(10, stats.tokensIn());
    statement.setLong(11, stats.tokensOut());
    statement.setLong(12, stats.costNanoUsd());
  }
}
