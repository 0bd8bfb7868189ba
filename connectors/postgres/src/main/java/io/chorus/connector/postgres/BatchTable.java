package io.chorus.connector.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Batches, and who works on them: one process at a time, for as long as it says so again and again.
 * Thread-safe.
 */
public final class BatchTable {
  private static final String OPEN = "('VALIDATING', 'IN_PROGRESS', 'FINALIZING', 'CANCELLING')";

  private static final String ADD =
      """
      INSERT INTO batches (batch_id, tenant, input_file_id, metadata, status, created_at_ms,
                           expires_at_ms, changed_at_ms, roots_at_ms, reached, problem)
      VALUES (?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?::jsonb, ?)
          ON CONFLICT DO NOTHING
      """;

  private static final String CLAIM =
      """
      UPDATE batches SET owner = ?, owned_until_ms = ?
       WHERE batch_id = (SELECT batch_id FROM batches
                          WHERE owned_until_ms < ? AND status IN
      """
          + OPEN
          + " ORDER BY owned_until_ms LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *";

  private static final String SAVE =
      """
      UPDATE batches SET total = ?, given = ?, fed = ?, rejected = ?, completed = ?, failed = ?,
                         owned_until_ms = ?
       WHERE batch_id = ? AND owner = ?
      RETURNING *
      """;

  private static final String TURN =
      """
      UPDATE batches SET status = ?, problem = ?, changed_at_ms = ?,
                         reached = reached || jsonb_build_object(?::text, ?::bigint)
       WHERE batch_id = ? AND tenant = ? AND status = ?
      RETURNING *
      """;

  private static final String PAGE =
      """
      SELECT * FROM batches WHERE tenant = ? AND (created_at_ms, batch_id) < (?, ?)
       ORDER BY created_at_ms DESC, batch_id DESC LIMIT ?
      """;

  private static final String OF_FILE =
      "SELECT * FROM batches WHERE tenant = ? AND input_file_id = ? AND status IN " + OPEN;

  private final Database database;

  public BatchTable(Database database) {
    this.database = database;
  }

  /** Without effect where it is there already. */
  public void add(Batch batch) {
    database.change(
        "batch not stored",
        ADD,
        batch.batchId(),
        batch.tenant(),
        batch.inputFileId(),
        Json.writeText(batch.metadata()),
        batch.status().name(),
        batch.createdAtMs(),
        batch.expiresAtMs(),
        batch.changedAtMs(),
        batch.rootsAtMs(),
        Json.writeText(batch.reached()),
        batch.problem());
  }

  public Optional<Batch> find(String tenant, String batchId) {
    return own(tenant, "SELECT * FROM batches WHERE tenant = ? AND batch_id = ?", tenant, batchId)
        .stream()
        .findFirst();
  }

  /**
   * A tenant's, the newest first.
   *
   * @param after the last of the page before, or null for the first page
   */
  public List<Batch> list(String tenant, Batch after, int limit) {
    long beforeMs = after == null ? Long.MAX_VALUE : after.createdAtMs();
    String beforeId = after == null ? "" : after.batchId();
    return own(tenant, PAGE, tenant, beforeMs, beforeId, limit);
  }

  /** Whether a batch that has not ended reads a file. */
  public boolean reads(String tenant, String fileId) {
    return !own(tenant, OF_FILE, tenant, fileId).isEmpty();
  }

  /** Takes the batch that has waited longest for someone to work on it, if there is one. */
  public Optional<Batch> claim(String owner, long nowMs, long untilMs) {
    return first(CLAIM, owner, untilMs, nowMs);
  }

  /**
   * Keeps how far it is, and stays its owner until a time; empty where it is another's by now.
   *
   * @param batch with the counts that are to be kept
   */
  public Optional<Batch> save(Batch batch, String owner, long untilMs) {
    return first(
        SAVE,
        batch.total(),
        batch.given(),
        batch.fed(),
        batch.rejected(),
        batch.completed(),
        batch.failed(),
        untilMs,
        batch.batchId(),
        owner);
  }

  /** Gives it another status, unless it has not the one that it is thought to have. */
  public Optional<Batch> turn(Batch batch, Batch.Status next, String problem, long nowMs) {
    return first(
        TURN,
        next.name(),
        problem,
        nowMs,
        next.name(),
        nowMs,
        batch.batchId(),
        batch.tenant(),
        batch.status().name());
  }

  private Optional<Batch> first(String query, Object... parameters) {
    return select(query, parameters).stream().findFirst();
  }

  private List<Batch> own(String tenant, String query, Object... parameters) {
    return database.readOf(
        tenant, "batch not read", connection -> select(connection, query, parameters));
  }

  private List<Batch> select(String query, Object... parameters) {
    return database.read("batch not read", connection -> select(connection, query, parameters));
  }

  private static List<Batch> select(Connection connection, String query, Object... parameters)
      throws SQLException {
    List<Batch> batches = new ArrayList<>();
    try (PreparedStatement statement = Database.prepared(connection, query, parameters);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        batches.add(batch(rows));
      }
    }
    return batches;
  }

  static Batch batch(ResultSet row) throws SQLException {
    return new Batch(
        row.getString("tenant"),
        row.getString("batch_id"),
        row.getString("input_file_id"),
        labels(row.getString("metadata")),
        Batch.Status.valueOf(row.getString("status")),
        row.getLong("created_at_ms"),
        row.getLong("expires_at_ms"),
        row.getLong("changed_at_ms"),
        row.getLong("roots_at_ms"),
        times(row.getString("reached")),
        row.getInt("total"),
        row.getInt("given"),
        row.getInt("fed"),
        row.getInt("rejected"),
        row.getInt("completed"),
        row.getInt("failed"),
        row.getString("problem"));
  }

  private static Map<Batch.Status, Long> times(String json) {
    Map<Batch.Status, Long> times = new EnumMap<>(Batch.Status.class);
    Json.readOwn(json, JsonNode.class)
        .properties()
        .forEach(time -> times.put(Batch.Status.valueOf(time.getKey()), time.getValue().asLong()));
    return times;
  }

  private static Map<String, String> labels(String json) {
    Map<String, String> labels = new LinkedHashMap<>();
    Json.readOwn(json, JsonNode.class)
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
