package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.CallKey;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which record answers an ask. */
final class Recorded {
  /**
   * The answer to an ask {@code i}: an answer of its key, its own before others' and the first of
   * those; else its own failure.
   */
  static final String BEST =
      """
      SELECT r.answer
        FROM records r
       WHERE r.day = i.day AND r.root_id = i.root_id AND r.round = i.round AND r.slot = i.slot
         AND (r.answered OR (r.task_id = i.task_id AND r.number = i.number))
       ORDER BY r.answered DESC, (r.task_id = i.task_id AND r.number = i.number) DESC,
                r.recorded_at, r.task_id, r.number
       LIMIT 1
      """;

  /** There is none of an ask {@code i} itself. */
  static final String NONE =
      """
       NOT EXISTS (
               SELECT FROM records r
                WHERE r.day = i.day AND r.root_id = i.root_id AND r.round = i.round
                  AND r.slot = i.slot AND r.task_id = i.task_id AND r.number = i.number)
      """;

  private Recorded() {}

  /** The ask of a row of claims or records. */
  static AskId ask(ResultSet row) throws SQLException {
    CallKey key = new CallKey(row.getString("root_id"), row.getInt("round"), row.getInt("slot"));
    return new AskId(key, row.getString("task_id"), row.getInt("number"));
  }
}
