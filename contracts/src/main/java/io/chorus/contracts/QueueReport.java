package io.chorus.contracts;

import java.util.List;
import java.util.Objects;

/**
 * How the work of one engine waits: told each second while any does or is on its way, and once more
 * when none is. Holds no content.
 *
 * @param tenant {@link Hold#ALL_TENANTS}: it is of all of them
 * @param atMs Unix milliseconds
 * @param perSecond calls that come back in a second, a mean over some seconds
 * @param window calls that may be on their way
 * @param out true while the engine answers nobody
 * @param disabled true where an operator has taken it out of use
 * @param waits by tenant, lane and batch; those with the earliest deadlines where there are many
 * @param unlisted batches that are not among them
 */
public record QueueReport(
    int schemaVersion,
    String tenant,
    String engine,
    long atMs,
    double perSecond,
    int window,
    boolean out,
    boolean disabled,
    List<Waits> waits,
    int unlisted,
    Payload payload) {
  /** Without these nobody could tell of whom it is: such a record is refused when it is read. */
  public QueueReport {
    Objects.requireNonNull(engine, "engine");
    waits = waits == null ? List.of() : List.copyOf(waits);
  }

  /**
   * What waits of one batch, or of all that a tenant has in a lane outside of batches.
   *
   * @param lane it waits in
   * @param batch its name, or null
   * @param paused nothing of it leaves
   * @param waiting calls
   * @param inFlight calls on their way
   * @param sinceMs Unix milliseconds before which none of the waiting calls came in; 0 where none
   *     waits
   * @param finishMs Unix milliseconds when the last of them is expected back; 0 where nobody knows
   * @param deadlineMs Unix milliseconds of the batch's first call; 0 outside of batches
   */
  public record Waits(
      String tenant,
      Lane lane,
      String batch,
      boolean paused,
      long waiting,
      int inFlight,
      long sinceMs,
      long finishMs,
      long deadlineMs) {}
}
