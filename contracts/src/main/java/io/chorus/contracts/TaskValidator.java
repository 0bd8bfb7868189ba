package io.chorus.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Decides whether a body is a task: the published schema, and what a schema can't say. The texts of
 * an accepted task are clean ({@link Sanitizer}). The same body with the same {@link Submission} is
 * always judged alike; no clock is read. Never throws for an input, whatever it is, and its
 * findings never show more of it than the names of fields. Thread-safe; the first one made in a
 * process takes about a second.
 */
public final class TaskValidator {
  /** Findings that are reported of one body at the most. */
  public static final int MAX_PROBLEMS = 20;

  private static final int MAX_VALUES = 10_000;
  private static final TaskSchema SCHEMA = warm(TaskSchema.load());

  private final EngineCatalog catalog;
  private final Limits limits;

  public TaskValidator(EngineCatalog catalog) {
    this(catalog, Limits.DEFAULT);
  }

  public TaskValidator(EngineCatalog catalog, Limits limits) {
    this.catalog = catalog;
    this.limits = limits;
  }

  private static TaskSchema warm(TaskSchema schema) {
    try {
      schema.check(Json.tree("{\"messages\":[{\"role\":\"user\",\"content\":1}]}".getBytes(UTF_8)));
      return schema;
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Judges bytes as they came. */
  public Validation validate(byte[] body, Submission how) {
    try {
      return validate(Json.tree(body), how);
    } catch (MalformedJsonException e) {
      return Validation.refused(Validation.Fault.BODY, List.of(e.problem()));
    }
  }

  /**
   * @param body as {@link Json#tree} reads it
   */
  public Validation validate(JsonNode body, Submission how) {
    if (!body.isObject()) {
      return refused(new Problem("", "is " + TaskSchema.kind(body), "one JSON object"));
    }
    if (!new Meter().withinBounds(body, 1)) {
      return refused(
          new Problem(
              "",
              "has too many values, too deep a nesting or too large a number",
              MAX_VALUES + " values, " + Json.MAX_DEPTH + " levels, numbers of double precision"));
    }
    ObjectNode clean = Sanitizer.cleanObject(body);
    if (how.customId() != null) {
      clean.put("custom_id", Sanitizer.clean(how.customId()));
    }
    if (how.batch() != null) {
      clean.put("batch", how.batch());
    }
    AnthropicForm form = AnthropicForm.transform(clean);
    List<Problem> problems = SCHEMA.check(clean);
    Validation validation =
        problems.isEmpty()
            ? new TaskReader(catalog, limits, clean, how).read()
            : Validation.refused(Validation.Fault.BODY, problems);
    return validation.told(form::asSent);
  }

  private static Validation refused(Problem problem) {
    return Validation.refused(Validation.Fault.BODY, List.of(problem));
  }

  /**
   * @param maxPromptCharacters all messages of a task together; by default as many as fit into
   *     every record even where each is escaped twice
   * @param defaultDeadline when a task ends that names no deadline
   * @param latestDeadline the farthest deadline a task may name
   */
  public record Limits(int maxPromptCharacters, Duration defaultDeadline, Duration latestDeadline)
      implements Serializable {
    public static final Limits DEFAULT =
        new Limits(1 << 19, Duration.ofDays(7), Duration.ofDays(30));
  }

  /** Bounds the work of the steps after it: each value may become a finding of the schema. */
  private static final class Meter {
    private int values;

    boolean withinBounds(JsonNode node, int depth) {
      if (++values > MAX_VALUES || depth > Json.MAX_DEPTH) {
        return false;
      }
      if (node.isFloatingPointNumber()) {
        return Double.isFinite(node.doubleValue());
      }
      for (JsonNode child : node) {
        if (!withinBounds(child, depth + 1)) {
          return false;
        }
      }
      return true;
    }
  }
}
