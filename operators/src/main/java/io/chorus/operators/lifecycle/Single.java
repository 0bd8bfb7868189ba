package io.chorus.operators.lifecycle;

import io.chorus.contracts.Lane;
import java.util.List;

/**
 * One engine; another one while the grade is below the task's bar. Of an urgent task another one
 * too, once, beside the first where that takes unusually long.
 */
final class Single implements Collecting {
  static final Single INSTANCE = new Single();

  private Single() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (progress.slots().isEmpty()) {
      return Next.ask(Room.open(progress, 1, 1, nowMs), null);
    }
    if (Answers.isGoodEnough(progress)) {
      return Next.done("good enough");
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    return hasFailed(progress) ? Next.done("nobody else answers") : again(progress, nowMs);
  }

  private static boolean hasFailed(TaskProgress progress) {
    return progress.slots().stream()
        .filter(slot -> slot.round() == progress.round())
        .allMatch(slot -> slot.status() == Slot.Status.FAILED);
  }

  /** One more, of somebody else, while there are rounds left. */
  static Next again(TaskProgress progress, long nowMs) {
    if (progress.round() >= progress.plan().rounds()) {
      return Next.done("no round is left");
    }
    return Next.ask(Room.open(progress, progress.round() + 1, 1, nowMs), "below the bar");
  }

  /** The one call that is out, where it may have another beside it. */
  @Override
  public long wakeAtMs(TaskProgress progress, long nowMs) {
    Slot first = progress.slots().get(0);
    return mayHedge(progress) ? first.askedAtMs() + progress.candidate(first).p95Ms() : 0;
  }

  /**
   * What has failed, or found no room, has its retries: more calls would not help there. What
   * somebody hears as it is written can't become another answer.
   */
  private static boolean mayHedge(TaskProgress progress) {
    Slot first = progress.slots().get(0);
    return progress.lane() == Lane.PRIORITY
        && !progress.task().stream()
        && progress.candidate(first).p95Ms() > 0
        && progress.slots().size() == 1
        && first.status() == Slot.Status.OPEN
        && first.number() == 1;
  }

  @Override
  public Next hedge(TaskProgress progress, long nowMs) {
    if (!mayHedge(progress) || nowMs < wakeAtMs(progress, nowMs)) {
      return Next.await();
    }
    List<Slot> slots = Room.open(progress, 1, 1, nowMs);
    String first = progress.candidate(progress.slots().get(0)).engine();
    long p95Ms = progress.candidate(progress.slots().get(0)).p95Ms();
    return slots.isEmpty()
        ? Next.await()
        : Next.ask(slots, first + " has not answered within " + p95Ms + " ms, as it mostly does");
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return Answers.best(progress);
  }
}
