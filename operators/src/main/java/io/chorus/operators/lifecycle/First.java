package io.chorus.operators.lifecycle;

/** One engine after the other, without waiting for long; the first acceptable answer wins. */
final class First implements Collecting {
  static final First INSTANCE = new First();

  private First() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (Answers.isGoodEnough(progress)) {
      return Next.done("the first that is good enough");
    }
    return progress.openSlots() > 0
        ? Next.await()
        : more(progress, nowMs, progress.slots().isEmpty() ? null : "below the bar");
  }

  @Override
  public Next wake(TaskProgress progress, long nowMs) {
    Next next = more(progress, nowMs, "no answer yet");
    return next.kind() == Next.Kind.ASK ? next : Next.await();
  }

  private static Next more(TaskProgress progress, long nowMs, String why) {
    return progress.slots().size() < progress.plan().calls()
        ? Next.ask(Room.open(progress, 1, 1, nowMs), why)
        : Next.done("all that were planned have answered");
  }

  @Override
  public long wakeAtMs(TaskProgress progress, long nowMs) {
    return progress.slots().size() < progress.plan().calls()
        ? nowMs + progress.plan().hedgeMs()
        : 0;
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return Answers.best(progress);
  }
}
