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

  private static final Comparator<Call> BY_KEY =
      Comparator.comparing(Call::rootId)
          .thenComparingInt(Call::round)
          .thenComparingInt(Call::slot)
          .thenComparing(Call::taskId)
          .thenComparingInt(Call::number);

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

  private static final String LOCK =
      "SELECT FROM "
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
          + NO_RECORD;

  private static final String SETTLED =
      """
      SELECT i.ord, r.answer,
             CASE WHEN f.task_id IS NOT NULL THEN 'FINAL'
                  WHEN h.cancelled THEN 'CANCELLED'
                  WHEN h.disabled THEN 'DISABLED'
                  WHEN h.paused THEN 'PAUSED'
                  WHEN h.lane <> i.lane THEN 'MOVED'
                  ELSE 'LATE' END AS reason
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
       WHERE r.answer IS NOT NULL OR f.task_id IS NOT NULL
          OR h.cancelled OR h.disabled OR h.paused OR h.lane <> i.lane
          OR i.deadline_ms < extract(epoch FROM clock_timestamp()) * 1000
      """;

  private static final String INSERT =
      """
      INSERT INTO claims (day, root_id, round, slot, task_id, number, tenant, engine, model,
                          request_hash, holder, claimed_at)
      SELECT day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash, ?,
             clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[], ?::text[],
                    ?::text[], ?::text[], ?::text[])
             AS i(day, root_id, round, slot, task_id, number, tenant, engine, model, request_hash)
       ORDER BY day, root_id, round, slot, task_id, number
          ON CONFLICT (day, root_id, round, slot, task_id, number) DO NOTHING
      RETURNING root_id, round, slot, task_id, number, supersessions
      """;

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
               ELSE NOT EXISTS (SELECT FROM holders h WHERE h.epoch = c.holder AND
      """
          + Holder.ALIVE
          + " ) END AND "
          + NO_RECORD
          + """
      RETURNING c.root_id, c.round, c.slot, c.task_id, c.number, c.supersessions
      """;

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
    List<Call> asked = distinct(calls(wishes, false));
    List<Call> released = calls(wishes, true);
    // Looked at before the records are read: a claim whose record comes in between is still open.
    Set<AskId> openBefore = open(asked);
    holder.beatIfLate(connection);
    Map<AskId, Claim> claims = new HashMap<>(settled(connection, asked));
    claims.putAll(insert(connection, without(asked, claims)));
    List<Call> taken = without(asked, claims);
    lock(connection, Stream.concat(taken.stream(), released.stream()).toList());
    claims.putAll(takeOver(connection, taken, openBefore));
    release(connection, released);
    return inOrder(wishes, claims);
  }

  @Override
  public void committed(List<Wish> wishes, List<Claim> claims) {
    for (Wish wish : wishes) {
      if (wish.release()) {
        open.remove(wish.call().askId());
      }
    }
    for (int i = 0; i < claims.size(); i++) {
      if (isGranted(claims.get(i))) {
        open.add(wishes.get(i).call().askId());
      }
    }
  }

  private Set<AskId> open(List<Call> calls) {
    return calls.stream().map(Call::askId).filter(open::contains).collect(Collectors.toSet());
  }

  private void release(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
      new Columns<>(statement, calls).ask(Call::askId).next(holder.epoch());
      statement.execute();
    }
  }

  private static void lock(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      new Columns<>(statement, calls).ask(Call::askId);
      statement.execute();
    }
  }

  private static Map<AskId, Claim> settled(Connection connection, List<Call> calls)
      throws SQLException {
    if (calls.isEmpty()) {
      return Map.of();
    }
    Map<AskId, Claim> settled = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(SETTLED)) {
      new Columns<>(statement, calls)
          .ask(Call::askId)
          .add("date", call -> TaskIds.day(call.taskId()))
          .int8(Call::deadlineMs)
          .int8(Call::acceptedAtMs)
          .text(Call::tenant)
          .text(Call::batch)
          .text(Call::engine)
          .text(Call::model)
          .text(call -> call.lane().name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Call call = calls.get(rows.getInt(1) - 1);
          settled.put(call.askId(), settled(call, rows.getBytes(2), rows.getString(3)));
        }
      }
    }
    return settled;
  }

  private static Claim settled(Call call, byte[] answer, String reason) {
    if (answer != null) {
      return Claim.replay(Replays.to(call, Replays.read(answer)));
    }
    return Claim.refused(Claim.Reason.valueOf(reason));
  }

  private Map<AskId, Claim> insert(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return Map.of();
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, calls)
          .next(holder.epoch())
          .ask(Call::askId)
          .text(Call::tenant)
          .text(Call::engine)
          .text(Call::model)
          .text(Call::requestHash);
      return granted(statement);
    }
  }

  private Map<AskId, Claim> takeOver(Connection connection, List<Call> calls, Set<AskId> openBefore)
      throws SQLException {
    if (calls.isEmpty()) {
      return Map.of();
    }
    try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
      new Columns<>(statement, calls)
          .next(holder.epoch())
          .ask(Call::askId)
          .add("bool", call -> openBefore.contains(call.askId()));
      return granted(statement);
    }
  }

  private static Map<AskId, Claim> granted(PreparedStatement statement) throws SQLException {
    Map<AskId, Claim> granted = new HashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        granted.put(Recorded.ask(rows), Claim.granted(rows.getInt("supersessions")));
      }
    }
    return granted;
  }

  private static List<Call> calls(List<Wish> wishes, boolean release) {
    return wishes.stream().filter(wish -> wish.release() == release).map(Wish::call).toList();
  }

  private static List<Call> distinct(List<Call> calls) {
    Map<AskId, Call> distinct = new LinkedHashMap<>();
    calls.forEach(call -> distinct.putIfAbsent(call.askId(), call));
    return distinct.values().stream().sorted(BY_KEY).toList();
  }

  private static List<Call> without(List<Call> calls, Map<AskId, Claim> claims) {
    return calls.stream().filter(call -> !claims.containsKey(call.askId())).toList();
  }

  /** Of the same ask twice in a batch only the first is granted. */
  private static List<Claim> inOrder(List<Wish> wishes, Map<AskId, Claim> claims) {
    Map<AskId, Claim> left = new HashMap<>(claims);
    List<Claim> inOrder = new ArrayList<>(wishes.size());
    for (Wish wish : wishes) {
      Call call = wish.call();
      Claim claim = wish.release() ? Claim.held() : left.getOrDefault(call.askId(), Claim.held());
      inOrder.add(readdressed(claim, call));
      if (isGranted(claim)) {
        left.remove(call.askId());
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
  record Wish(Call call, boolean release) {}
}
