package io.chorus.operators.lifecycle;

/**
 * The cheapest engine first. Open answers: a dearer one while the grade is low. Closed ones: a
 * second opinion, and a third where they differ, until two agree.
 */
final class Cascade implements Collecting {
  static final Cascade INSTANCE = new Cascade();
  private static final int AGREED = 2;

  private Cascade() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (!progress.plan().closed() || progress.slots().isEmpty()) {
      return Single.INSTANCE.next(progress, nowMs);
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    if (Tally.of(progress).supporters() >= AGREED) {
      return Next.done("two agree");
    }
    if (progress.slots().size() >= progress.plan().calls()) {
      return Next.done("all that were planned have answered");
    }
    String why = progress.answers().size() == 1 ? "a second opinion" : "no two agree";
    return Next.ask(Room.open(progress, progress.round() + 1, 1, nowMs), why);
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return progress.plan().closed()
        ? Voting.INSTANCE.choice(progress)
        : Single.INSTANCE.choice(progress);
  }
}
