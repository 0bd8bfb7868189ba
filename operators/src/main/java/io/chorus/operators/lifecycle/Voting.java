package io.chorus.operators.lifecycle;

/**
 * Several answers, and the value that most stand behind. As many are asked as could decide it if
 * they agreed, others only where they don't: what is not needed is never asked.
 */
final class Voting implements Collecting {
  static final Voting INSTANCE = new Voting();

  private Voting() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    Tally tally = Tally.of(progress);
    if (tally.certain()) {
      return Next.done(tally.text() + ": certain");
    }
    int left = progress.plan().calls() - progress.slots().size();
    int wanted = progress.plan().calls() / 2 + 1 - tally.supporters() - progress.openSlots();
    if (left > 0 && wanted > 0) {
      Next next = ask(progress, Math.min(left, wanted), tally, nowMs);
      return next.kind() == Next.Kind.DONE && progress.openSlots() > 0 ? Next.await() : next;
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    Choice choice = choice(progress);
    return choice == null || choice.score() >= progress.plan().quality()
        ? Next.done(tally.text())
        : Single.again(progress, nowMs);
  }

  private static Next ask(TaskProgress progress, int count, Tally tally, long nowMs) {
    String why = progress.slots().isEmpty() ? count + " that agree decide it" : tally.text();
    return Next.ask(Room.open(progress, 1, count, nowMs), why);
  }

  @Override
  public Choice choice(TaskProgress progress) {
    Tally tally = Tally.of(progress);
    return tally.winner() == null ? Answers.best(progress) : tally.choice();
  }
}
