package io.chorus.connector.postgres;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.TaskIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** How tasks ended: the first final state of a task wins, for ever. Thread-safe. */
public final class FinalStore implements AutoCloseable {
  private static final int MAX_BATCH = 256;
  private static final int CAPACITY = 8_192;

  /** By key, and for the same key in the order of arrival: see {@code TaskStore}. */
  private static final String INSERT =
      """
      INSERT INTO finals (day, task_id, tenant, state, result, finished_at)
      SELECT day, task_id, tenant, state, result, clock_timestamp()
        FROM unnest(?::date[], ?::uuid[], ?::text[], ?::text[], ?::bytea[])
             WITH ORDINALITY AS i(day, task_id, tenant, state, result, ord)
       ORDER BY day, task_id, ord
          ON CONFLICT (day, task_id) DO NOTHING
      RETURNING task_id
      """;

  private static final String STORED =
      """
      SELECT i.ord, f.result
        FROM unnest(?::date[], ?::uuid[], ?::text[])
             WITH ORDINALITY AS i(day, task_id, tenant, ord)
        JOIN finals f ON f.day = i.day AND f.task_id = i.task_id AND f.tenant = i.tenant
      """;

  private static final String FIND =
      "SELECT result FROM finals WHERE day = ? AND task_id = ?::uuid AND tenant = ?";

  private final Database database;
  private final GroupCommit<Ending, byte[]> commits;

  public FinalStore(Database database) {
    this.database = database;
    this.commits =
        new GroupCommit<>("finals", database::direct, FinalStore::commit, MAX_BATCH, CAPACITY);
  }

  /**
   * Ends a task, unless it has ended already. What follows on the future must not block (see {@link
   * GroupCommit#submit}).
   *
   * @param resultJson the result to store, as it will be published
   * @return the stored bytes: these, or those of whoever came first
   */
  public CompletableFuture<byte[]> commit(
      String tenant, String taskId, FinalState state, byte[] resultJson) {
    if (!TaskIds.isTaskId(taskId)) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("not a task id"));
    }
    return commits.submit(new Ending(tenant, taskId, state, resultJson));
  }

  /** The stored bytes of a task's result, if it has ended and is this tenant's. */
  public Optional<byte[]> find(String tenant, String taskId) {
    if (!TaskIds.isTaskId(taskId)) {
      return Optional.empty();
    }
    return database.readOf(
        tenant, "result not read", connection -> find(connection, tenant, taskId));
  }

  /** Commits what is waiting, and ends. */
  @Override
  public void close() {
    commits.close();
  }

  private static Optional<byte[]> find(Connection connection, String tenant, String taskId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setObject(1, TaskIds.day(taskId));
      statement.setString(2, taskId);
      statement.setString(3, tenant);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }

  private static List<byte[]> commit(Connection connection, List<Ending> endings)
      throws SQLException {
    Set<String> inserted = insert(connection, endings);
    byte[][] stored = new byte[endings.size()][];
    List<Integer> late = new ArrayList<>();
    for (int i = 0; i < stored.length; i++) {
      if (inserted.remove(endings.get(i).taskId())) {
        stored[i] = endings.get(i).result();
      } else {
        late.add(i);
      }
    }
    if (!late.isEmpty()) {
      readStored(connection, endings, late, stored);
    }
    return List.of(stored);
  }

  private static Set<String> insert(Connection connection, List<Ending> endings)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      new Columns<>(statement, endings)
          .task(Ending::taskId)
          .text(Ending::tenant)
          .text(Ending::state)
          .bytes(Ending::result);
      Set<String> inserted = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          inserted.add(rows.getString(1));
        }
      }
      return inserted;
    }
  }

  private static void readStored(
      Connection connection, List<Ending> endings, List<Integer> late, byte[][] stored)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STORED)) {
      new Columns<>(statement, late)
          .task(i -> endings.get(i).taskId())
          .text(i -> endings.get(i).tenant());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored[late.get(rows.getInt(1) - 1)] = rows.getBytes(2);
        }
      }
    }
    if (IntStream.range(0, stored.length).anyMatch(i -> stored[i] == null)) {
      throw new IllegalStateException("the task's final state belongs to another tenant");
    }
  }

  /** Not a record: those compare arrays by identity. */
  private static final class Ending {
    private final String tenant;
    private final String taskId;
    private final FinalState state;
    private final byte[] result;

    Ending(String tenant, String taskId, FinalState state, byte[] result) {
      this.tenant = tenant;
      this.taskId = taskId;
      this.state = state;
      this.result = result;
    }

    String tenant() {
      return tenant;
    }

    String taskId() {
      return taskId;
    }

    String state() {
      return state.name();
    }

    byte[] result() {
      return result;
    }
  }
}
