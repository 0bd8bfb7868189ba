package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claims and releases of one transaction. Every statement walks the keys in the same order, so that
 * two processes with the same asks wait for each other in one direction only.
 */
final class ClaimBatch implements GroupCommit.Batch<ClaimBatch.Wish, Claim> {

  private static final Comparator<Wish> BY_KEY =
      Comparator.comparing(
          Wish::call,
          Comparator.comparing(Call::rootId)
              .thenComparingInt(Call::round)
              .thenComparingInt(Call::slot)
              .thenComparing(Call::taskId)
              .thenComparingInt(Call::number));

  /** The answer to a look at what is settled that settles nothing: the tenant has a budget. */
  private static final String LIMITED = "LIMITED";

  /** So many processes may die with an ask on its way before nobody takes it over any more. */
  private static final int MOST_DEATHS = 5;

  private static final String IS_ASK =
      """
       c.day = i.day AND c.root_id = i.root_id AND c.round = i.round AND c.slot = i.slot
             AND c.task_id = i.task_id AND c.number = i.number
      """;

  /** No record of row {@code i}'s own ask. */
  private static final String NO_RECORD =
      """
       NOT EXISTS (
               SELECT FROM records r
                WHERE r.day = i.day AND r.root_id = i.root_id AND r.round = i.round
                  AND r.slot = i.slot AND r.task_id = i.task_id AND r.number = i.number)
      """;

  private static final String NOBODY_ALIVE =
      "NOT EXISTS (SELECT FROM holders h WHERE h.epoch = c.holder AND " + Holder.ALIVE + " )";

  private static final String LOCK =
      "SELECT c.root_id, c.round, c.slot, c.task_id, c.number, c.holder FROM "
          + Columns.ASKS
          + " JOIN claims c ON "
          + IS_ASK
          + " ORDER BY c.day, c.root_id, c.round, c.slot, c.task_id, c.number FOR UPDATE OF c";

  private static final String RELEASE =
      "UPDATE claims c SET holder = 0 FROM "
          + Columns.ASKS
          + " WHERE "
          + IS_ASK
          + " AND c.holder = ? AND "
          + NO_RECORD
          + " RETURNING c.tenant, c.estimate_nano_usd, c.limited";

  private static final String SETTLED =
      """
      SELECT i.ord, r.answer,
             CASE WHEN f.task_id IS NOT NULL THEN 'FINAL'
                  WHEN h.cancelled THEN 'CANCELLED'
                  WHEN h.disabled THEN 'DISABLED'
                  WHEN h.paused THEN 'PAUSED'
                  WHEN h.lane <> i.lane THEN 'MOVED'
                  WHEN i.deadline_ms < extract(epoch FROM clock_timestamp()) * 1000 THEN 'LATE'
                  ELSE 'LIMITED' END AS reason
        FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[], ?::date[],
                    ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[])
             WITH ORDINALITY
             AS i(day, root_id, round, slot, task_id, number, task_day, deadline_ms, accepted_ms,
                  tenant, batch, engine, model, lane, ord)
        LEFT JOIN LATERAL (
      """
          + Recorded.BEST
          + """
                 ) r ON true
            LEFT JOIN finals f ON f.day = i.task_day AND f.task_id = i.task_id
            LEFT JOIN budgets b ON b.tenant = i.tenant
            LEFT JOIN LATERAL (
                   SELECT bool_or(cancelled_at_ms > 0 AND cancelled_at_ms >= i.accepted_ms)
                            AS cancelled,
                          bool_or(disabled) AS disabled, bool_or(paused) AS paused,
                          coalesce(max(lane) FILTER (WHERE scope = 'BATCH'),
                                   max(lane) FILTER (WHERE scope = 'TENANT')) AS lane
                     FROM (VALUES ('TASK', i.tenant, i.task_id::text), ('BATCH', i.tenant, i.batch),
                                  ('TENANT', i.tenant, i.tenant), ('ENGINE', '*', i.engine),
                                  ('MODEL', '*', i.engine || '/' || i.model))
                            AS w(scope, tenant, target)
                     JOIN holds USING (scope, tenant, target)
                    WHERE EXISTS (SELECT FROM holds)
                 ) h ON true
           WHERE r.answer IS NOT NULL OR f.task_id IS NOT NULL OR b.tenant IS NOT NULL
              OR h.cancelled OR h.disabled OR h.paused OR h.lane <> i.lane
              OR i.deadline_ms < extract(epoch FROM clock_timestamp()) * 1000
          """;

  private static final String INSERT =
      """
      INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine, model,
                          request_hash, estimate_nano_usd, limited, hedge, holder, claimed_at)
      SELECT day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash,
             estimate_nano_usd, limited, hedge, ?, clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::boolean[])
             AS i(day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash,
               estimate_nano_usd, limited, hedge)
       ORDER BY day, root_id, round, slot, task_id, number
          ON CONFLICT (day, root_id, round, slot, task_id, number) DO NOTHING
      RETURNING root_id, round, slot, task_id, number, supersessions, limited
      """;

  private static final String UNDO =
      "DELETE FROM claims c USING " + Columns.ASKS + " WHERE " + IS_ASK;

  /**
   * Runs on locked rows and with a snapshot of its own: a holder that is seen here without a row
   * can't have made its claim after the look at the holders. Mine, but not open: the commit that
   * made it so was never confirmed, and nobody was told.
   */
  private static final String TAKE_OVER =
      """
      UPDATE claims c
         SET holder = i.me, claimed_at = clock_timestamp(),
             supersessions = c.supersessions
               + CASE WHEN c.holder IN (0, i.me) THEN 0 ELSE 1 END
        FROM (SELECT i.*, ?::bigint AS me
                FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[],
                            ?::boolean[])
                     AS i(day, root_id, round, slot, task_id, number, open)) i
       WHERE
      """
          + IS_ASK
          + """
             AND CASE c.holder
                   WHEN 0 THEN true
                   WHEN i.me THEN NOT i.open
                   ELSE c.supersessions <
          """
          + MOST_DEATHS
          + " AND "
          + NOBODY_ALIVE
          + " END AND "
          + NO_RECORD
          + """
          RETURNING c.root_id, c.round, c.slot, c.task_id, c.number, c.supersessions, c.limited
          """;

  /** Nobody has it, and yet it was not granted. */
  private static final String LEFT_ALONE =
      "SELECT c.root_id, c.round, c.slot, c.task_id, c.number, c.holder <> 0 AND c.supersessions >="
          + " "
          + MOST_DEATHS
          + " FROM "
          + Columns.ASKS
          + " JOIN claims c ON "
          + IS_ASK
          + " WHERE c.holder <> ? AND "
          + NOBODY_ALIVE
          + " AND "
          + NO_RECORD;

  private final Holder holder;
  private final Set<AskId> open;

  /**
   * @param open the asks that this process has claimed and neither recorded nor released yet;
   *     thread-safe
   */
  ClaimBatch(Holder holder, Set<AskId> open) {
    this.holder = holder;
    this.open = open;
  }

  @Override
  public List<Claim> run(Connection connection, List<Wish> wishes) throws SQLException {
    List<Wish> asked = distinct(wishes);
    List<Wish> released = wishes.stream().filter(Wish::release).toList();
    // Looked at before the records are read: a claim whose record comes in between is still open.
    Set<AskId> openBefore = asks(asked.stream().filter(wish -> open.contains(wish.ask())));
    holder.beatIfLate(connection);
    Map<AskId, Claim> claims = new HashMap<>();
    Set<AskId> limited = settle(connection, asked, claims);
    Budgets budgets = Budgets.lock(connection, without(asked, claims), limited);
    insert(connection, without(asked, claims), budgets, claims);
    takeOver(connection, without(asked, claims), released, openBefore, budgets, claims);
    release(connection, released, budgets);
    budgets.store(connection);
    return inOrder(wishes, claims);
  }

  @Override
  public void committed(List<Wish> wishes, List<Claim> claims) {
    for (Wish wish : wishes) {
      if (wish.release()) {
        open.remove(wish.ask());
      }
    }
    for (int i = 0; i < claims.size(); i++) {
      if (isGranted(claims.get(i))) {
        open.add(wishes.get(i).ask());
      }
    }
  }

  /** What has its answer or a reason not to be sent; returns asks of tenants with a budget. */
  private static Set<AskId> settle(
      Connection connection, List<Wish> wishes, Map<AskId, Claim> claims) throws SQLException {
    Set<AskId> limited = new HashSet<>();
    if (wishes.isEmpty()) {
      return limited;
    }
    try (PreparedStatement statement = connection.prepareStatement(SETTLED)) {
      new Columns<>(statement, wishes)
          .ask(Wish::ask)
          .add("date", wish -> TaskIds.day(wish.call().taskId()))
          .int8(wish -> wish.call().deadlineMs())
          .int8(wish -> wish.call().acceptedAtMs())
          .text(wish -> wish.call().tenant())
          .text(wish -> wish.call().batch())
          .text(wish -> wish.call().engine())
          .text(wish -> wish.call().model())
          .text(wish -> wish.call().lane().name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Call call = wishes.get(rows.getInt(1) - 1).call();
          byte[] answer = rows.getBytes(2);
          if (answer == null && rows.getString(3).equals(LIMITED)) {
            limited.add(call.askId());
          } else {
            claims.put(call.askId(), settled(call, answer, rows.getString(3)));
          }
        }
      }
    }
    return limited;
  }

  private static Claim settled(Call call, byte[] answer, String reason) {
    if (answer != null) {
      return Claim.replay(Replays.to(call, Replays.read(answer)));
    }
    return Claim.refused(Claim.Reason.valueOf(reason));
  }

  private void insert(
      Connection connection, List<Wish> wishes, Budgets budgets, Map<AskId, Claim> claims)
      throws SQLException {
    if (wishes.isEmpty()) {
      return;
    }
    Map<AskId, Granted> granted;
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, wishes)
          .next(holder.epoch())
          .ask(Wish::ask)
          .text(wish -> wish.call().tenant())
          .text(wish -> wish.call().engine())
          .text(wish -> wish.call().model())
          .text(wish -> wish.call().requestHash())
          .int8(wish -> wish.call().estimatedNanoUsd())
          .add("bool", wish -> budgets.counts(wish.call().tenant()))
          .add("bool", wish -> wish.call().kind() == Call.Kind.HEDGE);
      granted = granted(statement);
    }
    List<Wish> tooDear = new ArrayList<>();
    for (Wish wish : wishes) {
      if (granted.containsKey(wish.ask()) && !budgets.hasRoomFor(wish)) {
        tooDear.add(wish);
        claims.put(wish.ask(), Claim.refused(Claim.Reason.OVER_BUDGET));
      } else if (granted.containsKey(wish.ask())) {
        budgets.take(wish);
        claims.put(wish.ask(), Claim.granted(0));
      }
    }
    undo(connection, tooDear);
  }

  private static void undo(Connection connection, List<Wish> wishes) throws SQLException {
    if (!wishes.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(UNDO)) {
        new Columns<>(statement, wishes).ask(Wish::ask);
        statement.execute();
      }
    }
  }

  private void takeOver(
      Connection connection,
      List<Wish> wishes,
      List<Wish> released,
      Set<AskId> openBefore,
      Budgets budgets,
      Map<AskId, Claim> claims)
      throws SQLException {
    Map<AskId, Long> holders =
        lock(connection, Stream.concat(wishes.stream(), released.stream()).toList());
    List<Wish> affordable = wishes.stream().filter(budgets::hasRoomFor).toList();
    if (!affordable.isEmpty()) {
      Map<AskId, Granted> granted = takenOver(connection, affordable, openBefore);
      for (Wish wish : affordable) {
        Granted claim = granted.get(wish.ask());
        if (claim != null) {
          claims.put(wish.ask(), Claim.granted(claim.supersessions()));
          // what is mine already was reserved by the run whose commit was never confirmed
          if (claim.limited() && holders.getOrDefault(wish.ask(), 0L) != holder.epoch()) {
            budgets.take(wish);
          }
        }
      }
    }
    leaveAlone(connection, without(wishes, claims), claims);
  }

  /** Returns who has them. */
  private static Map<AskId, Long> lock(Connection connection, List<Wish> wishes)
      throws SQLException {
    Map<AskId, Long> holders = new HashMap<>();
    if (wishes.isEmpty()) {
      return holders;
    }
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      new Columns<>(statement, wishes).ask(Wish::ask);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          holders.put(Recorded.ask(rows), rows.getLong("holder"));
        }
      }
    }
    return holders;
  }

  private Map<AskId, Granted> takenOver(
      Connection connection, List<Wish> wishes, Set<AskId> openBefore) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
      new Columns<>(statement, wishes)
          .next(holder.epoch())
          .ask(Wish::ask)
          .add("bool", wish -> openBefore.contains(wish.ask()));
      return granted(statement);
    }
  }

  private void leaveAlone(Connection connection, List<Wish> wishes, Map<AskId, Claim> claims)
      throws SQLException {
    if (wishes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(LEFT_ALONE)) {
      new Columns<>(statement, wishes).ask(Wish::ask).next(holder.epoch());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Claim.Reason reason = rows.getBoolean(6) ? Claim.Reason.DEADLY : Claim.Reason.OVER_BUDGET;
          claims.put(Recorded.ask(rows), Claim.refused(reason));
        }
      }
    }
  }

  private void release(Connection connection, List<Wish> wishes, Budgets budgets)
      throws SQLException {
    if (wishes.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
      new Columns<>(statement, wishes).ask(Wish::ask).next(holder.epoch());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getBoolean("limited")) {
            budgets.change(rows.getString("tenant"), -rows.getLong("estimate_nano_usd"));
          }
        }
      }
    }
  }

  private record Granted(int supersessions, boolean limited) {}

  private static Map<AskId, Granted> granted(PreparedStatement statement) throws SQLException {
    Map<AskId, Granted> granted = new HashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        granted.put(
            Recorded.ask(rows),
            new Granted(rows.getInt("supersessions"), rows.getBoolean("limited")));
      }
    }
    return granted;
  }

  private static Set<AskId> asks(Stream<Wish> wishes) {
    return wishes.map(Wish::ask).collect(Collectors.toSet());
  }

  private static List<Wish> distinct(List<Wish> wishes) {
    Map<AskId, Wish> distinct = new LinkedHashMap<>();
    wishes.stream()
        .filter(wish -> !wish.release())
        .forEach(wish -> distinct.putIfAbsent(wish.ask(), wish));
    return distinct.values().stream().sorted(BY_KEY).toList();
  }

  private static List<Wish> without(List<Wish> wishes, Map<AskId, Claim> claims) {
    return wishes.stream().filter(wish -> !claims.containsKey(wish.ask())).toList();
  }

  /** Of the same ask twice in a batch only the first is granted. */
  private static List<Claim> inOrder(List<Wish> wishes, Map<AskId, Claim> claims) {
    Map<AskId, Claim> left = new HashMap<>(claims);
    List<Claim> inOrder = new ArrayList<>(wishes.size());
    for (Wish wish : wishes) {
      Claim claim = wish.release() ? Claim.held() : left.getOrDefault(wish.ask(), Claim.held());
      inOrder.add(readdressed(claim, wish.call()));
      if (isGranted(claim)) {
        left.remove(wish.ask());
      }
    }
    return inOrder;
  }

  private static Claim readdressed(Claim claim, Call call) {
    return claim.answer() == null ? claim : Claim.replay(Replays.to(call, claim.answer()));
  }

  private static boolean isGranted(Claim claim) {
    return claim.kind() == Claim.Kind.GRANTED;
  }

  /**
   * A claim, or the release of one.
   *
   * @param release what it hears then means nothing
   */
  record Wish(Call call, boolean release) {
    AskId ask() {
      return call.askId();
    }
  }
}
