package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

  private static final String RELEASE =
      "UPDATE claims c SET holder = 0 FROM "
          + Columns.ASKS
          + " WHERE "
          + Columns.CLAIM_OF_ASK
          + " AND c.holder = ? AND "
          + Recorded.NONE
          + " RETURNING c.tenant, c.estimate_nano_usd, c.limited";

  private static final String INSERT =
      """
      INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine, model,
                          request_hash, estimate_nano_usd, limited, holder, claimed_at)
      SELECT day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash,
             estimate_nano_usd, limited, ?, clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[])
             AS i(day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash,
               estimate_nano_usd, limited)
       ORDER BY day, root_id, round, slot, task_id, number
          ON CONFLICT (day, root_id, round, slot, task_id, number) DO NOTHING
      RETURNING root_id, round, slot, task_id, number, supersessions, limited
      """;

  private static final String UNDO =
      "DELETE FROM claims c USING " + Columns.ASKS + " WHERE " + Columns.CLAIM_OF_ASK;

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
    Settled settled = Settled.look(connection, asked);
    Map<AskId, Claim> claims = new HashMap<>(settled.claims());
    Budgets budgets = Budgets.lock(connection, without(asked, claims), settled.limited());
    insert(connection, without(asked, claims), budgets, claims);
    List<Wish> known = without(asked, claims);
    TakeOvers takeOvers = new TakeOvers(connection, holder, budgets);
    Map<AskId, Long> holders = takeOvers.lock(together(known, released));
    claims.putAll(takeOvers.take(known, holders, openBefore));
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
          .add("bool", wish -> budgets.counts(wish.call().tenant()));
      granted = Granted.read(statement);
    }
    List<Wish> tooDear = new ArrayList<>();
    for (Wish wish : wishes) {
      if (granted.containsKey(wish.ask()) && !budgets.hasRoomFor(wish)) {
        tooDear.add(wish);
        claims.put(wish.ask(), Claim.refused(Claim.Reason.OVER_BUDGET));
      } else if (granted.containsKey(wish.ask())) {
        budgets.take(wish, granted.get(wish.ask()).limited());
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

  private static List<Wish> together(List<Wish> some, List<Wish> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
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
   * @param alone as in {@link Ledger#claim(Call, boolean)}
   */
  record Wish(Call call, boolean release, boolean alone) {
    AskId ask() {
      return call.askId();
    }
  }

  /**
   * A claim that was made.
   *
   * @param limited its estimate counts as reserved by its tenant
   */
  record Granted(int supersessions, boolean limited) {

    static Map<AskId, Granted> read(PreparedStatement statement) throws SQLException {
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
  }
}
