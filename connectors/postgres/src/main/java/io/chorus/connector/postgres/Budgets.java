package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the tenants and tasks of one transaction's claims may still spend. Whoever claims for the
 * same tenant or task waits until that transaction has ended, so that what is left is never given
 * away twice. Used by one thread.
 */
final class Budgets {

  /** In the order of the tenants, so that two processes wait for each other in one direction. */
  private static final String LOCK_TENANTS =
      """
      SELECT tenant, limit_nano_usd - spent_nano_usd - reserved_nano_usd
        FROM budgets WHERE tenant = ANY (?) ORDER BY tenant FOR UPDATE
      """;

  private static final String LOCK_TASKS =
      "SELECT pg_advisory_xact_lock(hashtextextended(task_id::text, 0)) FROM unnest(?::uuid[])"
          + " AS i(task_id)";

  /** An ask that may have been billed and brought nothing counts as it was estimated. */
  private static final String TAKEN_BY_TASKS =
      """
      SELECT i.task_id, sum(CASE
               WHEN r.root_id IS NULL AND c.holder = 0 THEN c.supersessions * c.estimate_nano_usd
               WHEN r.root_id IS NULL THEN (1 + c.supersessions) * c.estimate_nano_usd
               WHEN r.failure IN ('TIMEOUT', 'CUT_OFF')
                 THEN r.cost_nano_usd + (1 + c.supersessions) * c.estimate_nano_usd
               ELSE r.cost_nano_usd + c.supersessions * c.estimate_nano_usd END)
        FROM unnest(?::date[], ?::uuid[], ?::uuid[]) AS i(day, root_id, task_id)
        JOIN claims c ON c.day = i.day AND c.root_id = i.root_id AND c.task_id = i.task_id
        LEFT JOIN records r
          ON r.day = c.day AND r.root_id = c.root_id AND r.round = c.round AND r.slot = c.slot
         AND r.task_id = c.task_id AND r.number = c.number
       GROUP BY i.task_id
      """;

  private static final String RESERVE =
      "UPDATE budgets b SET reserved_nano_usd = b.reserved_nano_usd + i.change"
          + " FROM unnest(?::text[], ?::bigint[]) AS i(tenant, change) WHERE b.tenant = i.tenant";

  private final Map<String, Long> ofTenants = new HashMap<>();
  private final Map<String, Long> ofTasks = new HashMap<>();
  private final Map<String, Long> changes = new TreeMap<>();

  /**
   * @param wishes that may be granted
   * @param limited those of them whose tenants have a budget
   */
  static Budgets lock(Connection connection, List<ClaimBatch.Wish> wishes, Set<AskId> limited)
      throws SQLException {
    Budgets budgets = new Budgets();
    List<String> tenants =
        wishes.stream()
            .map(ClaimBatch.Wish::call)
            .filter(call -> limited.contains(call.askId()))
            .map(Call::tenant)
            .distinct()
            .toList();
    if (!tenants.isEmpty()) {
      budgets.lockTenants(connection, tenants);
    }
    Map<String, Call> tasks = new TreeMap<>();
    wishes.stream()
        .map(ClaimBatch.Wish::call)
        .filter(call -> call.maxCostNanoUsd() > 0)
        .forEach(call -> tasks.put(call.taskId(), call));
    if (!tasks.isEmpty()) {
      budgets.lockTasks(connection, List.copyOf(tasks.values()));
    }
    return budgets;
  }

  private void lockTenants(Connection connection, List<String> tenants) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK_TENANTS)) {
      new Columns<>(statement, tenants).text(tenant -> tenant);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String tenant = rows.getString(1);
          long left = rows.getLong(2);
          ofTenants.put(tenant, rows.wasNull() ? Long.MAX_VALUE : left);
        }
      }
    }
  }

  private void lockTasks(Connection connection, List<Call> tasks) throws SQLException {
    tasks.forEach(call -> ofTasks.put(call.taskId(), call.maxCostNanoUsd()));
    try (PreparedStatement lock = connection.prepareStatement(LOCK_TASKS);
        PreparedStatement taken = connection.prepareStatement(TAKEN_BY_TASKS)) {
      new Columns<>(lock, tasks).add("uuid", Call::taskId);
      lock.execute();
      new Columns<>(taken, tasks).root(Call::rootId).add("uuid", Call::taskId);
      try (ResultSet rows = taken.executeQuery()) {
        while (rows.next()) {
          ofTasks.merge(rows.getString(1), -rows.getLong(2), Long::sum);
        }
      }
    }
  }

  /** Whether the tenant's spending is counted. */
  boolean counts(String tenant) {
    return ofTenants.containsKey(tenant);
  }

  /** Whether there is enough left for an ask. */
  boolean hasRoomFor(ClaimBatch.Wish wish) {
    long cost = wish.call().estimatedNanoUsd();
    return ofTenants.getOrDefault(wish.call().tenant(), Long.MAX_VALUE) >= cost
        && ofTasks.getOrDefault(wish.call().taskId(), Long.MAX_VALUE) >= cost;
  }

  /** As many as there is room for together, the first ones first. */
  List<ClaimBatch.Wish> together(List<ClaimBatch.Wish> wishes) {
    Budgets left = new Budgets();
    left.ofTenants.putAll(ofTenants);
    left.ofTasks.putAll(ofTasks);
    List<ClaimBatch.Wish> together = new ArrayList<>();
    for (ClaimBatch.Wish wish : wishes) {
      if (left.hasRoomFor(wish)) {
        left.take(wish, true);
        together.add(wish);
      }
    }
    return together;
  }

  /**
   * The ask is granted.
   *
   * @param limited whether its claim counts for its tenant
   */
  void take(ClaimBatch.Wish wish, boolean limited) {
    ofTasks.computeIfPresent(
        wish.call().taskId(), (task, left) -> left - wish.call().estimatedNanoUsd());
    if (limited) {
      change(wish.call().tenant(), wish.call().estimatedNanoUsd());
    }
  }

  /** What a tenant has reserved becomes more, or less. */
  void change(String tenant, long nanoUsd) {
    ofTenants.computeIfPresent(
        tenant, (name, left) -> left == Long.MAX_VALUE ? left : left - nanoUsd);
    changes.merge(tenant, nanoUsd, Long::sum);
  }

  void store(Connection connection) throws SQLException {
    List<Map.Entry<String, Long>> changed =
        changes.entrySet().stream().filter(change -> change.getValue() != 0).toList();
    if (!changed.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(RESERVE)) {
        new Columns<>(statement, changed).text(Map.Entry::getKey).int8(Map.Entry::getValue);
        statement.execute();
      }
    }
  }
}
