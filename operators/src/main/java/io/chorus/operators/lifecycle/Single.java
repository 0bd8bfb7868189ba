package io.chorus.operators.lifecycle;

import java.util.List;

/** One engine; another one while the grade is below the task's bar. */
final class Single implements Collecting {
  static final Single INSTANCE = new Single();

  private Single() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (progress.slots().isEmpty()) {
      return Next.ask(Room.open(progress, 1, 1, nowMs), null);
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    if (Answers.isGoodEnough(progress)) {
      return Next.done("good enough");
    }
    List<Slot> slots = progress.slots();
    boolean failed = slots.get(slots.size() - 1).status() == Slot.Status.FAILED;
    return failed ? Next.done("nobody else answers") : again(progress, nowMs);
  }

  /** One more, of somebody else, while there are rounds left. */
  static Next again(TaskProgress progress, long nowMs) {
    if (progress.round() >= progress.plan().rounds()) {
      return Next.done("no round is left");
    }
    return Next.ask(Room.open(progress, progress.round() + 1, 1, nowMs), "below the bar");
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return Answers.best(progress);
  }
}
