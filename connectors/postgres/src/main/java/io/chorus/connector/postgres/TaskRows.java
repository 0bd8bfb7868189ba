package io.chorus.connector.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Strategy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads rows of {@code tasks}. */
final class TaskRows {
  static final String COLUMNS =
      """
      tenant, task_id, root_id, custom_id, source, batch, lane, strategy, model, data_class,
             body_hash, (extract(epoch FROM accepted_at) * 1000)::bigint AS accepted_ms,
             (extract(epoch FROM deadline_at) * 1000)::bigint AS deadline_ms, metadata, place
      """;

  static final String SELECT = "SELECT " + COLUMNS + " FROM tasks";

  private TaskRows() {}

  static TaskView view(ResultSet row) throws SQLException {
    String strategy = row.getString("strategy");
    String place = row.getString("place");
    return new TaskView(
        row.getString("tenant"),
        row.getString("task_id"),
        row.getString("root_id"),
        row.getString("custom_id"),
        row.getString("source"),
        row.getString("batch"),
        Lane.valueOf(row.getString("lane")),
        strategy == null ? null : Strategy.valueOf(strategy),
        row.getString("model"),
        row.getString("data_class"),
        row.getString("body_hash"),
        row.getLong("accepted_ms"),
        row.getLong("deadline_ms"),
        metadata(row.getString("metadata")),
        place == null ? null : RecordPlace.parse(place));
  }

  private static Map<String, String> metadata(String json) {
    Map<String, String> labels = new LinkedHashMap<>();
    Json.readOwn(json, JsonNode.class)
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
