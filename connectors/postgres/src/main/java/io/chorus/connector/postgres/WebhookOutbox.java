package io.chorus.connector.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What is to be told to webhooks, and who is telling it: one process at a time, for as long as it
 * has said it would take. Thread-safe.
 */
public final class WebhookOutbox {
  private static final String ADD =
      """
      INSERT INTO webhook_outbox (webhook_id, endpoint, body, next_at_ms) VALUES (?, ?, ?, 0)
      ON CONFLICT DO NOTHING
      """;

  private static final String ENDED =
      """
      UPDATE batches SET told = true
       WHERE batch_id IN (SELECT batch_id FROM batches
                           WHERE NOT told AND status IN ('FAILED', 'COMPLETED', 'EXPIRED', 'CANCELLED')
                           LIMIT 100 FOR UPDATE SKIP LOCKED)
      RETURNING *
      """;

  private static final String CLAIM =
      """
      UPDATE webhook_outbox SET attempts = attempts + 1, next_at_ms = ?
       WHERE webhook_id IN (SELECT webhook_id FROM webhook_outbox
                             WHERE endpoint = ? AND next_at_ms <= ?
                             ORDER BY next_at_ms LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING *
      """;

  private static final String LATER =
      "UPDATE webhook_outbox SET next_at_ms = ? WHERE webhook_id = ? AND attempts = ?";

  private static final String OLDER =
      "DELETE FROM webhook_outbox WHERE created_at < clock_timestamp() - ? * interval '1 ms'";

  private static final String NOT_STORED = "webhook not stored";

  private final Database database;

  public WebhookOutbox(Database database) {
    this.database = database;
  }

  /** Keeps them until they are told; what is kept already stays as it is. */
  public void add(Collection<Webhook> webhooks) {
    database.read(
        "webhooks not stored",
        connection -> {
          add(connection, webhooks);
          return null;
        });
  }

  /**
   * Keeps what is to be told of batches that have ended, of each once, whoever asks.
   *
   * @param told what is to be told of one; may be nothing
   */
  public void addEnded(Function<Batch, List<Webhook>> told) {
    database.together(
        "ended batches not told",
        connection -> {
          List<Webhook> webhooks = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(ENDED);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              webhooks.addAll(told.apply(BatchTable.batch(rows)));
            }
          }
          add(connection, webhooks);
          return null;
        });
  }

  private static void add(Connection connection, Collection<Webhook> webhooks) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      for (Webhook webhook : webhooks) {
        statement.setString(1, webhook.webhookId());
        statement.setString(2, webhook.endpoint());
        statement.setString(3, webhook.body());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * Takes what is due for one endpoint, the longest overdue first.
   *
   * @param untilMs Unix milliseconds until when nobody else takes them
   */
  public List<Webhook> claim(String endpoint, long nowMs, long untilMs, int most) {
    return database.read(
        "webhooks not read",
        connection -> {
          List<Webhook> due = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, untilMs);
            statement.setString(2, endpoint);
            statement.setLong(3, nowMs);
            statement.setInt(4, most);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                due.add(
                    new Webhook(
                        rows.getString("webhook_id"),
                        rows.getString("endpoint"),
                        rows.getString("body"),
                        rows.getInt("attempts")));
              }
            }
          }
          return due;
        });
  }

  /** It is told, or given up. */
  public void remove(Webhook webhook) {
    database.change(
        NOT_STORED, "DELETE FROM webhook_outbox WHERE webhook_id = ?", webhook.webhookId());
  }

  /** It is to be tried again, unless somebody else is at it by now. */
  public void later(Webhook webhook, long atMs) {
    database.change(NOT_STORED, LATER, atMs, webhook.webhookId(), webhook.attempts());
  }

  /**
   * Gives up what was kept so long ago, whosever it is.
   *
   * @return how many
   */
  public int removeOlder(long ageMs) {
    return database.change(NOT_STORED, OLDER, ageMs);
  }
}
