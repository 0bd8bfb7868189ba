package io.chorus.connector.postgres;

import io.chorus.connector.postgres.Admission.Outcome;
import io.chorus.contracts.Json;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The accepted tasks, without their payloads. Thread-safe. */
public final class TaskStore implements AutoCloseable {
  private static final int MAX_BATCH = 256;
  private static final int CAPACITY = 8_192;

  /** Rows go in by key, so that two processes with the same tasks can't wait for each other. */
  private static final String INSERT =
      """
      INSERT INTO tasks (day, task_id, tenant, root_id, custom_id, source, batch, lane, strategy,
                         model, data_class, body_hash, accepted_at, deadline_at, metadata,
                         place, redact)
      SELECT day, task_id, tenant, root_id, custom_id, source, batch, lane, strategy, model,
             data_class, body_hash, to_timestamp(accepted_ms / 1000.0),
             to_timestamp(deadline_ms / 1000.0), metadata::jsonb, place,
             EXISTS (SELECT FROM redactions r WHERE r.tenant = i.tenant)
        FROM unnest(?::date[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                    ?::bigint[], ?::text[], ?::text[])
             WITH ORDINALITY AS i(day, task_id, tenant, root_id, custom_id, source, batch, lane,
               strategy, model, data_class, body_hash, accepted_ms, deadline_ms, metadata, place,
               ord)
       ORDER BY day, task_id, ord
          ON CONFLICT (day, task_id) DO NOTHING
      RETURNING task_id, redact
      """;

  private static final String SAME =
      """
      SELECT t.tenant = i.tenant AND t.body_hash = i.body_hash AS same, t.redact
        FROM unnest(?::date[], ?::uuid[], ?::text[], ?::text[])
             WITH ORDINALITY AS i(day, task_id, tenant, body_hash, ord)
        JOIN tasks t ON t.day = i.day AND t.task_id = i.task_id
       ORDER BY i.ord
      """;

  private static final String FIND =
      TaskRows.SELECT + " WHERE day = ? AND task_id = ?::uuid AND tenant = ?";

  private final Database database;
  private final GroupCommit<Arrival, Admission> commits;

  public TaskStore(Database database) {
    this.database = database;
    this.commits =
        new GroupCommit<>("tasks", database::direct, TaskStore::admit, MAX_BATCH, CAPACITY);
  }

  /**
   * Stores a task once. What follows on the future must not block (see {@link GroupCommit#submit}).
   *
   * @param source where it came in
   * @param place of its record, or null
   */
  public CompletableFuture<Admission> admit(Task task, String source, RecordPlace place) {
    if (!TaskIds.isTaskId(task.taskId()) || !TaskIds.isTaskId(task.rootId())) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("not a task id"));
    }
    return commits.submit(new Arrival(task, source, place));
  }

  /** The task of that id, if it is this tenant's. */
  public Optional<TaskView> find(String tenant, String taskId) {
    if (!TaskIds.isTaskId(taskId)) {
      return Optional.empty();
    }
    return database.readOf(tenant, "task not read", connection -> find(connection, tenant, taskId));
  }

  /** Stores what is waiting, and ends. */
  @Override
  public void close() {
    commits.close();
  }

  private static Optional<TaskView> find(Connection connection, String tenant, String taskId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setObject(1, TaskIds.day(taskId));
      statement.setString(2, taskId);
      statement.setString(3, tenant);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(TaskRows.view(rows)) : Optional.empty();
      }
    }
  }

  private static List<Admission> admit(Connection connection, List<Arrival> arrivals)
      throws SQLException {
    Map<String, Admission> inserted = insert(connection, arrivals);
    List<Admission> known = inserted.size() == arrivals.size() ? null : known(connection, arrivals);
    List<Admission> admissions = new ArrayList<>(arrivals.size());
    for (int i = 0; i < arrivals.size(); i++) {
      Admission admission = inserted.remove(arrivals.get(i).task().taskId());
      admissions.add(admission == null ? known.get(i) : admission);
    }
    return admissions;
  }

  private static Map<String, Admission> insert(Connection connection, List<Arrival> arrivals)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, arrivals)
          .task(arrival -> arrival.task().taskId())
          .text(arrival -> arrival.task().tenant())
          .add("uuid", arrival -> arrival.task().rootId())
          .text(arrival -> arrival.task().customId())
          .text(Arrival::source)
          .text(arrival -> arrival.task().batch())
          .text(arrival -> arrival.task().lane().name())
          .text(Arrival::strategy)
          .text(arrival -> arrival.task().model())
          .text(arrival -> arrival.task().dataClass())
          .text(arrival -> arrival.task().bodyHash())
          .int8(arrival -> arrival.task().acceptedAtMs())
          .int8(arrival -> arrival.task().deadlineMs())
          .text(Arrival::metadata)
          .text(Arrival::placeText);
      Map<String, Admission> inserted = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          inserted.put(rows.getString(1), new Admission(Outcome.NEW, rows.getBoolean(2)));
        }
      }
      return inserted;
    }
  }

  private static List<Admission> known(Connection connection, List<Arrival> arrivals)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SAME)) {
      new Columns<>(statement, arrivals)
          .task(arrival -> arrival.task().taskId())
          .text(arrival -> arrival.task().tenant())
          .text(arrival -> arrival.task().bodyHash());
      List<Admission> known = new ArrayList<>(arrivals.size());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Outcome outcome = rows.getBoolean(1) ? Outcome.KNOWN : Outcome.CONFLICT;
          known.add(new Admission(outcome, rows.getBoolean(2)));
        }
      }
      return known;
    }
  }

  private record Arrival(Task task, String source, RecordPlace place) {

    String strategy() {
      return task.strategy() == null ? null : task.strategy().name();
    }

    String placeText() {
      return place == null ? null : place.toString();
    }

    String metadata() {
      return Json.writeText(task.metadata() == null ? Map.of() : task.metadata());
    }
  }
}
