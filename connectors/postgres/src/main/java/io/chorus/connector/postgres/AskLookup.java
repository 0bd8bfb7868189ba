package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the ledger knows of asks that have been on their way for long. Thread-safe. */
public final class AskLookup implements AutoCloseable {
  private static final int MAX_BATCH = 512;
  private static final int CAPACITY = 8_192;

  private static final String HELD =
      "SELECT i.ord FROM "
          + Columns.ASKS
          + """

            JOIN claims c USING (day, root_id, round, slot, task_id, number)
            JOIN holders h ON h.epoch = c.holder
           WHERE\s"""
          + Holder.ALIVE
          + " AND "
          + Recorded.NONE;

  private final GroupCommit<AskId, Boolean> batches;

  public AskLookup(Database database) {
    this.batches =
        new GroupCommit<>("lookups", database::direct, AskLookup::held, MAX_BATCH, CAPACITY);
  }

  /**
   * Whether a living process has the ask in hand. If not, it may be sent again: the claim decides
   * whether it is paid for, superseded or replayed. What follows on the future must not block.
   */
  public CompletableFuture<Boolean> isHeld(AskId ask) {
    return batches.submit(ask);
  }

  private static List<Boolean> held(Connection connection, List<AskId> asks) throws SQLException {
    List<Boolean> held = new ArrayList<>(Collections.nCopies(asks.size(), false));
    try (PreparedStatement statement = connection.prepareStatement(HELD)) {
      new Columns<>(statement, asks).ask(ask -> ask);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          held.set(rows.getInt(1) - 1, true);
        }
      }
    }
    return held;
  }

  /** Answers what is waiting, and ends. */
  @Override
  public void close() {
    batches.close();
  }
}
