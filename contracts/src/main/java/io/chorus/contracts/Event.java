package io.chorus.contracts;

import java.util.Objects;

/**
 * Something that happened, for those who watch. Holds no content.
 *
 * @param outcome a {@link FinalState} for a finished task; {@code ANSWERED} or a {@link
 *     FailureClass} for a call
 * @param engine null for a task without an answer
 * @param atMs Unix milliseconds
 * @param latencyMs from accepted to finished for a task, from sent to received for a call
 * @param payload always empty; the field every record has
 */
public record Event(
    int schemaVersion,
    String tenant,
    Kind kind,
    String taskId,
    String engine,
    String model,
    Lane lane,
    String outcome,
    long atMs,
    long latencyMs,
    Usage usage,
    long costNanoUsd,
    Payload payload) {
  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public Event {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(usage, "usage");
  }

  /** What an event tells of. */
  public enum Kind {
    CALL_ENDED,
    TASK_FINISHED
  }
}
