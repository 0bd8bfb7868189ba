package io.chorus.operators.lifecycle;

/**
 * The cheapest engine first. Open answers: a dearer one while the grade is low. Closed ones: one
 * more opinion each time, until those not asked can't change what the vote comes to.
 */
final class Cascade implements Collecting {
  static final Cascade INSTANCE = new Cascade();

  private Cascade() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (!progress.plan().closed() || progress.slots().isEmpty()) {
      return Single.INSTANCE.next(progress, nowMs);
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    Tally tally = Tally.of(progress);
    if (tally.certain()) {
      return Next.done(tally.text() + ": certain");
    }
    if (progress.slots().size() >= progress.plan().calls()) {
      return Next.done("all that were planned have answered");
    }
    return Next.ask(Room.open(progress, progress.round() + 1, 1, nowMs), tally.text());
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return progress.plan().closed()
        ? Voting.INSTANCE.choice(progress)
        : Single.INSTANCE.choice(progress);
  }
}
