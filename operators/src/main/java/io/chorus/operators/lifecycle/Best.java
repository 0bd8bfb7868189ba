package io.chorus.operators.lifecycle;

import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.Graded;
import io.chorus.operators.planning.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Several answers at once, and the best of them. */
final class Best implements Collecting {
  static final Best INSTANCE = new Best();

  private Best() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (progress.slots().isEmpty()) {
      return Next.ask(Room.open(progress, 1, progress.plan().calls(), nowMs), null);
    }
    if (isCertain(progress)) {
      return Next.done("none that is still out can be better");
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    return progress.answers().isEmpty() || Answers.isGoodEnough(progress)
        ? Next.done("all have answered")
        : Single.again(progress, nowMs);
  }

  /** The best one stays the best though all others that may come were faultless. */
  private static boolean isCertain(TaskProgress progress) {
    if (progress.answers().isEmpty() || !Answers.isGoodEnough(progress)) {
      return false;
    }
    List<Graded> all = new ArrayList<>();
    progress.answers().forEach(given -> all.add(given.graded()));
    for (Slot slot : progress.slots()) {
      if (slot.isOpen()) {
        all.add(faultless(progress, slot));
      }
    }
    Graded best = BestOf.choose(all, Answers.records(progress.plan()));
    return best.payload() != null;
  }

  private static Graded faultless(TaskProgress progress, Slot slot) {
    Candidate candidate = progress.candidate(slot);
    return new Graded(
        Given.order(slot.round(), slot.index()),
        candidate.engine(),
        candidate.model(),
        1,
        List.of(),
        null);
  }

  @Override
  public Choice choice(TaskProgress progress) {
    return Answers.best(progress);
  }
}
