package io.chorus.contracts;

import java.util.Objects;

/**
 * Where one open call of a task is.
 *
 * @param inquiry the id of the question
 * @param of how many calls of the task are open: so many answers come
 * @param engine whose call
 * @param lane it waits in
 * @param position its place among the tenant's calls in this lane of the engine: 1 for the next; 0
 *     where it doesn't wait for its turn
 * @param notBeforeMs Unix milliseconds; 0 where it waits for no time
 * @param finishMs Unix milliseconds when it is expected back; 0 where nobody knows
 */
public record Whereabouts(
    int schemaVersion,
    String tenant,
    String inquiry,
    String taskId,
    int of,
    String engine,
    Lane lane,
    State state,
    long position,
    long notBeforeMs,
    long finishMs,
    Payload payload) {
  /** Without these nobody could tell of what it is: such a record is refused when it is read. */
  public Whereabouts {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(inquiry, "inquiry");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(state, "state");
  }

  /** What a call does. */
  public enum State {
    /** Its turn has not come. */
    WAITING,
    /** An operator has paused it. */
    PAUSED,
    /** It waits for its time, or is on its way between two places. */
    POSTPONED,
    /** It is with its engine, or on its way there. */
    IN_FLIGHT
  }
}
