package io.chorus.connector.postgres;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one truth about paid calls: who may send an ask, and what came of it. Every ask is claimed
 * before it leaves and recorded before anyone hears its answer. One for each process and holder.
 * Thread-safe.
 *
 * <p>What follows on its futures must not block (see {@link GroupCommit#submit}).
 */
public final class Ledger implements AutoCloseable {
  private static final int MAX_BATCH = 128;
  private static final int CAPACITY = 4_096;
  private static final int LOOK_UP_BATCH = 500;

  private static final String RECORDED =
      "SELECT i.ord, r.answer FROM "
          + Columns.ASKS
          + " CROSS JOIN LATERAL ("
          + Recorded.BEST
          + ") r";

  private final Database database;
  private final GroupCommit<ClaimBatch.Wish, Claim> claims;
  private final GroupCommit<RecordBatch.Entry, Answer> records;

  /**
   * @param holder in whose name it claims; closed by the caller, after the ledger
   */
  public Ledger(Database database, Holder holder) {
    Set<AskId> open = ConcurrentHashMap.newKeySet();
    this.database = database;
    this.claims =
        new GroupCommit<>(
            "claims", database::transactional, new ClaimBatch(holder, open), MAX_BATCH, CAPACITY);
    this.records =
        new GroupCommit<>("records", database::direct, new RecordBatch(open), MAX_BATCH, CAPACITY);
  }

  /**
   * Asks to send a call. In this order: what was recorded is replayed, a task that has ended or is
   * late is refused, an ask that nobody has is granted, and so is one whose holder is dead or has
   * released it, as long as its tenant and its task can afford it. What it is estimated to cost is
   * reserved until its record says what it did cost.
   */
  public CompletableFuture<Claim> claim(Call call) {
    return claim(call, false);
  }

  /**
   * The same for an ask that may be a suspect.
   *
   * @param alone whether no other suspect of this process is claimed; else none is granted
   */
  public CompletableFuture<Claim> claim(Call call, boolean alone) {
    return wish(new ClaimBatch.Wish(call, false, alone));
  }

  /**
   * Stores what came of a claimed call.
   *
   * @return what is stored: this, or the record that came first
   */
  public CompletableFuture<Answer> record(Call call, Answer answer) {
    if (!answer.askId().equals(call.askId()) || answer.replayed()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("not an answer that was got for " + call.askId()));
    }
    return records.submit(new RecordBatch.Entry(answer));
  }

  /** Gives back a claim whose call was not sent; without effect where it has a record. */
  public CompletableFuture<Void> release(Call call) {
    return wish(new ClaimBatch.Wish(call, true, false)).thenApply(claim -> null);
  }

  /** What would replay to an ask: an answer of its key, or its own failure. */
  public Optional<Answer> recorded(AskId ask) {
    return Optional.ofNullable(recorded(List.of(ask)).get(ask));
  }

  /**
   * The same for many asks at once; those without a record are not in the map. Engine and lane of
   * the answers are those of the asks that got them ({@link Replays#to} addresses them to a call).
   */
  public Map<AskId, Answer> recorded(Collection<AskId> asks) {
    List<AskId> all = List.copyOf(asks);
    Map<AskId, Answer> recorded = new HashMap<>();
    for (int from = 0; from < all.size(); from += LOOK_UP_BATCH) {
      List<AskId> some = all.subList(from, Math.min(from + LOOK_UP_BATCH, all.size()));
      recorded.putAll(database.read("records not read", connection -> lookUp(connection, some)));
    }
    return recorded;
  }

  /** Commits what is waiting, and ends. What it has claimed stays claimed. */
  @Override
  public void close() {
    claims.close();
    records.close();
  }

  private CompletableFuture<Claim> wish(ClaimBatch.Wish wish) {
    if (!TaskIds.isTaskId(wish.call().rootId()) || !TaskIds.isTaskId(wish.call().taskId())) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("not a task id"));
    }
    return claims.submit(wish);
  }

  private static Map<AskId, Answer> lookUp(Connection connection, List<AskId> asks)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement settings = connection.createStatement();
        PreparedStatement statement = connection.prepareStatement(RECORDED)) {
      settings.execute("SET LOCAL enable_seqscan = off");
      new Columns<>(statement, asks).ask(ask -> ask);
      return answers(statement, asks);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Map<AskId, Answer> answers(PreparedStatement statement, List<AskId> asks)
      throws SQLException {
    Map<AskId, Answer> answers = new HashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        AskId ask = asks.get(rows.getInt(1) - 1);
        answers.put(ask, Replays.to(ask, Replays.read(rows.getBytes(2))));
      }
    }
    return answers;
  }
}
