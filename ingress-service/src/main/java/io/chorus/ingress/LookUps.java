package io.chorus.ingress;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;

/**
 * Asks the database for the result that someone waits for: at once, and then ever more seldom, so
 * that nobody waits in vain for what the topic did not tell.
 */
final class LookUps {
  private static final long FIRST_PAUSE_MS = 4_000;
  private static final long LONGEST_PAUSE_MS = 60_000;

  /** What a task may take to end after its deadline. */
  private static final long GRACE_MS = 60_000;

  private final Vertx vertx;
  private final Tasks tasks;
  private final Clock clock;

  LookUps(Vertx vertx, Tasks tasks, Clock clock) {
    this.vertx = vertx;
    this.tasks = tasks;
    this.clock = clock;
  }

  private record Sought(String tenant, String taskId, long deadlineMs) {}

  /** Goes on until the seat is left, its task has a result, or its deadline is well over. */
  void begin(String tenant, String taskId, long deadlineMs, WaitingRoom.Seat seat) {
    lookUp(new Sought(tenant, taskId, deadlineMs), seat, FIRST_PAUSE_MS);
  }

  private void lookUp(Sought task, WaitingRoom.Seat seat, long pauseMs) {
    if (!seat.isOver()) {
      tasks
          .result(task.tenant(), task.taskId())
          .otherwise(Optional.empty())
          .onSuccess(found -> found.ifPresentOrElse(seat::tell, () -> notYet(task, seat, pauseMs)));
    }
  }

  private void notYet(Sought task, WaitingRoom.Seat seat, long pauseMs) {
    if (clock.millis() > task.deadlineMs() + GRACE_MS) {
      seat.refuse(Refusal.noResult(task.taskId()));
      return;
    }
    long next = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    vertx.setTimer(pauseMs, again -> lookUp(task, seat, next));
  }
}
