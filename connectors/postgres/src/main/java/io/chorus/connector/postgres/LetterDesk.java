package io.chorus.connector.postgres;

import io.chorus.contracts.CallKey;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The dead letters as operators see them. Thread-safe. */
public final class LetterDesk {
  private static final int IDS_AT_ONCE = 1_000;

  private static final String COLUMNS =
      """
      SELECT l.letter_id, l.kind, l.tenant, l.source, l.name, l.batch, l.task_id, l.root_id,
             l.reason, l.at_ms, (extract(epoch FROM l.kept_at) * 1000)::bigint AS kept_at_ms,
             l.original_bytes, l.redrives,
             CASE WHEN last.id IS NOT NULL THEN
               coalesce(
                 (SELECT f.state FROM finals f
                   WHERE f.day = uuid_day(last.id) AND f.task_id = last.id),
                 (SELECT 'OPEN' FROM tasks t
                   WHERE t.day = uuid_day(last.id) AND t.task_id = last.id),
                 'UNSEEN') END AS state
      """;

  /** The task that it became at last. */
  private static final String LAST =
      " CROSS JOIN LATERAL (SELECT (l.redrives -> -1 ->> 'task_id')::uuid AS id) AS last";

  private static final String LIST =
      "WITH w AS (SELECT ?::text AS kind, ?::text AS tenant, ?::text AS batch, ?::text AS reason,"
          + " ?::bigint AS since_ms), l AS (SELECT l.* FROM dead_letters l, w"
          + """

                 WHERE (w.kind IS NULL OR l.kind = w.kind)
                   AND (w.tenant IS NULL OR l.tenant = w.tenant)
                   AND (w.batch IS NULL OR l.batch = w.batch)
                   AND (w.reason IS NULL OR position(lower(w.reason) in lower(l.reason)) > 0)
                   AND (w.since_ms IS NULL OR l.kept_at >= to_timestamp(w.since_ms / 1000.0))
                 ORDER BY l.kept_at DESC, l.letter_id DESC
                 LIMIT ?)
            """
          + COLUMNS
          + "  FROM l"
          + LAST
          + " ORDER BY l.kept_at DESC, l.letter_id DESC";

  private static final String FIND =
      COLUMNS
          + ", l.history, l.original"
          + " FROM unnest(?::date[], ?::uuid[]) WITH ORDINALITY AS i(day, letter_id, ord)"
          + " JOIN dead_letters l USING (day, letter_id)"
          + LAST
          + " ORDER BY i.ord";

  private static final String REDRIVE =
      """
      UPDATE dead_letters l
         SET redrives = l.redrives || jsonb_build_array(jsonb_build_object(
               'task_id', i.task_id, 'at_ms', i.at_ms, 'deadline_ms', i.deadline_ms))
        FROM unnest(?::date[], ?::uuid[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
             AS i(day, letter_id, before, task_id, at_ms, deadline_ms)
       WHERE l.day = i.day AND l.letter_id = i.letter_id
         AND jsonb_array_length(l.redrives) = i.before
      RETURNING l.letter_id
      """;

  /** The offset keeps the planner from reading whole tables for a few roots. */
  private static final String PAID =
      """
      SELECT i.root_id, r.round, r.slot
        FROM unnest(?::date[], ?::uuid[]) AS i(day, root_id)
       CROSS JOIN LATERAL (
               SELECT DISTINCT round, slot
                 FROM records
                WHERE day = i.day AND root_id = i.root_id AND answered
               OFFSET 0) r
      """;

  private final Database database;

  public LetterDesk(Database database) {
    this.database = database;
  }

  /**
   * The letters that are meant, newest first.
   *
   * @param limit most of them
   */
  public List<LetterView> list(LetterFilter filter, int limit) {
    return database.read("letters not read", connection -> list(connection, filter, limit));
  }

  /** A letter with its bytes and its history. */
  public Optional<Found> find(String letterId) {
    return find(List.of(letterId)).stream().findFirst();
  }

  /** The same for a few at once, in this order; those that don't exist are left out. */
  public List<Found> find(List<String> letterIds) {
    List<String> ids = letterIds.stream().filter(TaskIds::isTaskId).toList();
    return database.read("letters not read", connection -> find(connection, ids));
  }

  /**
   * What a letter holds.
   *
   * @param letter as it was kept; without {@link Letter#problems}
   */
  public record Found(LetterView view, Letter letter) {}

  /**
   * Notes down which task each letter becomes, before any of them is sent.
   *
   * @param redrives by letter, as it was read
   * @return the ids of the letters for which nobody else was faster; of the others nothing changes
   */
  public Set<String> redrive(Map<LetterView, Redrive> redrives) {
    return database.read(
        "redrives not stored", connection -> redrive(connection, List.copyOf(redrives.entrySet())));
  }

  /** The answers that these lines of tasks have paid for. */
  public List<CallKey> paid(Collection<String> rootIds) {
    List<String> roots = rootIds.stream().distinct().toList();
    List<CallKey> paid = new ArrayList<>();
    for (int from = 0; from < roots.size(); from += IDS_AT_ONCE) {
      List<String> some = roots.subList(from, Math.min(from + IDS_AT_ONCE, roots.size()));
      paid.addAll(database.read("records not read", connection -> paid(connection, some)));
    }
    return paid;
  }

  private static List<LetterView> list(Connection connection, LetterFilter filter, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LIST)) {
      statement.setString(1, filter.kindName());
      statement.setString(2, filter.tenant());
      statement.setString(3, filter.batch());
      statement.setString(4, filter.reason());
      statement.setObject(5, filter.keptSinceMs(), Types.BIGINT);
      statement.setInt(6, limit);
      List<LetterView> letters = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          letters.add(view(rows));
        }
      }
      return letters;
    }
  }

  private static List<Found> find(Connection connection, List<String> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      new Columns<>(statement, ids).task(id -> id);
      List<Found> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(found(rows));
        }
      }
      return found;
    }
  }

  private static Found found(ResultSet row) throws SQLException {
    LetterView view = view(row);
    Letter letter =
        new Letter(
            view.letterId(),
            view.kind(),
            view.tenant(),
            view.source(),
            view.name(),
            view.batch(),
            view.taskId(),
            view.rootId(),
            view.reason(),
            List.of(),
            view.atMs(),
            List.of(Json.readOwn(row.getString("history"), Letter.Past[].class)),
            row.getBytes("original"),
            view.originalBytes());
    return new Found(view, letter);
  }

  private static LetterView view(ResultSet row) throws SQLException {
    return new LetterView(
        row.getString("letter_id"),
        Letter.Kind.valueOf(row.getString("kind")),
        row.getString("tenant"),
        row.getString("source"),
        row.getString("name"),
        row.getString("batch"),
        row.getString("task_id"),
        row.getString("root_id"),
        row.getString("reason"),
        row.getLong("at_ms"),
        row.getLong("kept_at_ms"),
        row.getLong("original_bytes"),
        List.of(Json.readOwn(row.getString("redrives"), Redrive[].class)),
        row.getString("state"));
  }

  private static Set<String> redrive(
      Connection connection, List<Map.Entry<LetterView, Redrive>> redrives) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(REDRIVE)) {
      new Columns<>(statement, redrives)
          .task(each -> each.getKey().letterId())
          .int8(each -> (long) each.getKey().redrives().size())
          .text(each -> each.getValue().taskId())
          .int8(each -> each.getValue().atMs())
          .int8(each -> each.getValue().deadlineMs());
      Set<String> won = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          won.add(rows.getString(1));
        }
      }
      return won;
    }
  }

  private static List<CallKey> paid(Connection connection, List<String> rootIds)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PAID)) {
      new Columns<>(statement, rootIds).task(id -> id);
      List<CallKey> paid = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          paid.add(new CallKey(rows.getString(1), rows.getInt(2), rows.getInt(3)));
        }
      }
      return paid;
    }
  }
}
