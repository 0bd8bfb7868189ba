package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks that were claimed before: taken over where nobody has them any more. One transaction's. */
final class TakeOvers {
  private static final String SUSPECT = "SUSPECT";
  private static final String DEADLY = "DEADLY";

  /** So many processes may die with an ask on its way before it is thought to be the reason. */
  private static final int SUSPECT_AFTER = 3;

  /** So many processes may die with an ask on its way before nobody takes it over any more. */
  private static final int MOST_DEATHS = 5;

  private static final String NOBODY_ALIVE =
      "NOT EXISTS (SELECT FROM holders h WHERE h.epoch = c.holder AND " + Holder.ALIVE + " )";

  private static final String LOCK =
      "SELECT c.root_id, c.round, c.slot, c.task_id, c.number, c.holder FROM "
          + Columns.ASKS
          + " JOIN claims c ON "
          + Columns.CLAIM_OF_ASK
          + " ORDER BY c.day, c.root_id, c.round, c.slot, c.task_id, c.number FOR UPDATE OF c";

  /**
   * Runs on locked rows and with a snapshot of its own: a holder that is seen here without a row
   * can't have made its claim after the look at the holders. Mine, but not open: the commit that
   * made it so was never confirmed, and nobody was told.
   */
  private static final String TAKE =
      """
      UPDATE claims c
         SET holder = i.me, claimed_at = clock_timestamp(),
             supersessions = c.supersessions
               + CASE WHEN c.holder IN (0, i.me) THEN 0 ELSE 1 END
        FROM (SELECT i.*, ?::bigint AS me
                FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[],
                            ?::boolean[], ?::boolean[])
                     AS i(day, root_id, round, slot, task_id, number, open, alone)) i
       WHERE
      """
          + Columns.CLAIM_OF_ASK
          + """
             AND CASE c.holder
                   WHEN 0 THEN true
                   WHEN i.me THEN NOT i.open
                   ELSE c.supersessions <
          """
          + MOST_DEATHS
          + " AND "
          + NOBODY_ALIVE
          + " END AND (i.alone OR c.supersessions + (c.holder NOT IN (0, i.me))::int < "
          + SUSPECT_AFTER
          + ") AND "
          + Recorded.NONE
          + """
          RETURNING c.root_id, c.round, c.slot, c.task_id, c.number, c.supersessions, c.limited
          """;

  /** Nobody has it, and yet it was not granted. */
  private static final String LEFT =
      "SELECT c.root_id, c.round, c.slot, c.task_id, c.number,"
          + (" CASE WHEN c.holder <> 0 AND c.supersessions >= " + MOST_DEATHS)
          + (" THEN '" + DEADLY + "'")
          + " WHEN NOT i.alone AND c.supersessions + (c.holder <> 0)::int >= "
          + (SUSPECT_AFTER + " THEN '" + SUSPECT + "' ELSE '' END")
          + " FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[],"
          + " ?::boolean[]) AS i(day, root_id, round, slot, task_id, number, alone)"
          + " JOIN claims c ON "
          + Columns.CLAIM_OF_ASK
          + " WHERE c.holder <> ? AND "
          + NOBODY_ALIVE
          + " AND "
          + Recorded.NONE;

  private final Connection connection;
  private final Holder holder;
  private final Budgets budgets;

  /**
   * @param holder who takes over
   */
  TakeOvers(Connection connection, Holder holder, Budgets budgets) {
    this.connection = connection;
    this.holder = holder;
    this.budgets = budgets;
  }

  /**
   * Locks claims in the order of their keys.
   *
   * @return who has them
   */
  Map<AskId, Long> lock(List<ClaimBatch.Wish> wishes) throws SQLException {
    Map<AskId, Long> holders = new HashMap<>();
    if (wishes.isEmpty()) {
      return holders;
    }
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      new Columns<>(statement, wishes).ask(ClaimBatch.Wish::ask);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          holders.put(Recorded.ask(rows), rows.getLong("holder"));
        }
      }
    }
    return holders;
  }

  /**
   * Takes over what may be and can be afforded.
   *
   * @param holders who has them, locked
   * @param open those that this process knows to have
   * @return what is to be said; those that somebody has are not in it
   */
  Map<AskId, Claim> take(List<ClaimBatch.Wish> wishes, Map<AskId, Long> holders, Set<AskId> open)
      throws SQLException {
    Map<AskId, Claim> claims = new HashMap<>();
    List<ClaimBatch.Wish> left = new ArrayList<>(wishes);
    // those of a part that are not granted leave their room to the next part
    for (List<ClaimBatch.Wish> part = budgets.together(left);
        !part.isEmpty();
        part = budgets.together(left)) {
      take(part, holders, open, claims);
      left.removeAll(part);
    }
    Set<AskId> tooDear = new HashSet<>(left.stream().map(ClaimBatch.Wish::ask).toList());
    leave(wishes.stream().filter(w -> !claims.containsKey(w.ask())).toList(), tooDear, claims);
    return claims;
  }

  private void take(
      List<ClaimBatch.Wish> part,
      Map<AskId, Long> holders,
      Set<AskId> open,
      Map<AskId, Claim> claims)
      throws SQLException {
    Map<AskId, ClaimBatch.Granted> granted = granted(part, open);
    for (ClaimBatch.Wish wish : part) {
      ClaimBatch.Granted claim = granted.get(wish.ask());
      if (claim != null) {
        claims.put(wish.ask(), Claim.granted(claim.supersessions()));
        // what is mine already was reserved by the run whose commit was never confirmed
        if (holders.getOrDefault(wish.ask(), 0L) != holder.epoch()) {
          budgets.take(wish, claim.limited());
        }
      }
    }
  }

  private Map<AskId, ClaimBatch.Granted> granted(List<ClaimBatch.Wish> part, Set<AskId> open)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      new Columns<>(statement, part)
          .next(holder.epoch())
          .ask(ClaimBatch.Wish::ask)
          .add("bool", wish -> open.contains(wish.ask()))
          .add("bool", ClaimBatch.Wish::alone);
      return ClaimBatch.Granted.read(statement);
    }
  }

  /** Whose holder has died since it was looked at is held until it is asked for again. */
  private void leave(List<ClaimBatch.Wish> wishes, Set<AskId> tooDear, Map<AskId, Claim> claims)
      throws SQLException {
    if (wishes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(LEFT)) {
      new Columns<>(statement, wishes)
          .ask(ClaimBatch.Wish::ask)
          .add("bool", ClaimBatch.Wish::alone)
          .next(holder.epoch());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          AskId ask = Recorded.ask(rows);
          claims.put(ask, left(rows.getString(6), tooDear.contains(ask)));
        }
      }
    }
  }

  private static Claim left(String why, boolean tooDear) {
    return switch (why) {
      case DEADLY -> Claim.refused(Claim.Reason.DEADLY);
      case SUSPECT -> Claim.suspect();
      default -> tooDear ? Claim.refused(Claim.Reason.OVER_BUDGET) : Claim.held();
    };
  }
}
