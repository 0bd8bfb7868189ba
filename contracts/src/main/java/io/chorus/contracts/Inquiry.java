package io.chorus.contracts;

import java.util.Objects;

/**
 * Where is this task? Answered with a {@link Whereabouts} for each of its calls.
 *
 * @param id names the question
 * @param atMs Unix milliseconds; an old one is not answered
 */
public record Inquiry(
    int schemaVersion, String tenant, String id, String taskId, long atMs, Payload payload) {
  /** Nobody waits for longer. */
  public static final long PATIENCE_MS = 5_000;

  /** Without these nobody could tell what is asked: such a record is refused when it is read. */
  public Inquiry {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(taskId, "taskId");
  }

  public static Inquiry of(String tenant, String id, String taskId, long nowMs) {
    return new Inquiry(SchemaVersion.CURRENT, tenant, id, taskId, nowMs, Payload.of(""));
  }
}
