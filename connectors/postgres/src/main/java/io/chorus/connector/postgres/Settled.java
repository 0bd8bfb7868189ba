package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be said of asks before any claim.
 *
 * @param claims of those that have their answer, or a reason why they may not be sent
 * @param limited of the others, those whose tenants have a budget
 */
record Settled(Map<AskId, Claim> claims, Set<AskId> limited) {

  /** The answer to a look at what is settled that settles nothing: the tenant has a budget. */
  private static final String LIMITED = "LIMITED";

  private static final String SELECT =
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

  static Settled look(Connection connection, List<ClaimBatch.Wish> wishes) throws SQLException {
    Settled settled = new Settled(new HashMap<>(), new HashSet<>());
    if (!wishes.isEmpty()) {
      settled.read(connection, wishes);
    }
    return settled;
  }

  private void read(Connection connection, List<ClaimBatch.Wish> wishes) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      new Columns<>(statement, wishes)
          .ask(ClaimBatch.Wish::ask)
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
          add(wishes.get(rows.getInt(1) - 1).call(), rows.getBytes(2), rows.getString(3));
        }
      }
    }
  }

  private void add(Call call, byte[] answer, String reason) {
    if (answer != null) {
      claims.put(call.askId(), Claim.replay(Replays.to(call, Replays.read(answer))));
    } else if (reason.equals(LIMITED)) {
      limited.add(call.askId());
    } else {
      claims.put(call.askId(), Claim.refused(Claim.Reason.valueOf(reason)));
    }
  }
}
