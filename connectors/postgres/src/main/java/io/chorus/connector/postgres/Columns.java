package io.chorus.connector.postgres;

import io.chorus.contracts.AskId;
import io.chorus.contracts.TaskIds;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Binds a batch to a statement, one array for each column, as {@code unnest} takes them. */
final class Columns<T> {
  /** The arrays that {@link #ask} binds, with the place in the batch (from 1) as {@code ord}. */
  static final String ASKS =
      "unnest(?::date[], ?::uuid[], ?::int[], ?::int[], ?::uuid[], ?::int[]) WITH ORDINALITY"
          + " AS i(day, root_id, round, slot, task_id, number, ord)";

  /** Row {@code c} of claims is that of ask {@code i}. */
  static final String CLAIM_OF_ASK =
      """
       c.day = i.day AND c.root_id = i.root_id AND c.round = i.round AND c.slot = i.slot
             AND c.task_id = i.task_id AND c.number = i.number
      """;

  private final PreparedStatement statement;
  private final List<T> rows;
  private int column = 1;

  Columns(PreparedStatement statement, List<T> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /**
   * @param type PostgreSQL's name of the element type
   */
  Columns<T> add(String type, Function<T, ?> value) throws SQLException {
    return array(type, rows.stream().map(value).toArray());
  }

  Columns<T> text(Function<T, String> value) throws SQLException {
    return array("text", rows.stream().map(value).toArray(String[]::new));
  }

  Columns<T> int8(Function<T, Long> value) throws SQLException {
    return array("int8", rows.stream().map(value).toArray(Long[]::new));
  }

  Columns<T> bytes(Function<T, byte[]> value) throws SQLException {
    return array("bytea", rows.stream().map(value).toArray(byte[][]::new));
  }

  /** One value beside the arrays. */
  Columns<T> next(long value) throws SQLException {
    statement.setLong(column++, value);
    return this;
  }

  /** Where the claims and records of a line of tasks are. */
  Columns<T> root(Function<T, String> rootId) throws SQLException {
    return add("date", row -> TaskIds.day(rootId.apply(row))).add("uuid", rootId);
  }

  /** The primary key of claims and records. */
  Columns<T> ask(Function<T, AskId> ask) throws SQLException {
    return root(row -> ask.apply(row).key().rootId())
        .add("int4", row -> ask.apply(row).key().round())
        .add("int4", row -> ask.apply(row).key().slot())
        .add("uuid", row -> ask.apply(row).taskId())
        .add("int4", row -> ask.apply(row).number());
  }

  /** The primary key of tasks and finals. */
  Columns<T> task(Function<T, String> taskId) throws SQLException {
    return add("date", row -> TaskIds.day(taskId.apply(row))).add("uuid", taskId);
  }

  private Columns<T> array(String type, Object[] values) throws SQLException {
    statement.setArray(column++, statement.getConnection().createArrayOf(type, values));
    return this;
  }
}
