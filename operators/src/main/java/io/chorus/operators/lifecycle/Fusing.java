package io.chorus.operators.lifecycle;

import io.chorus.operators.merging.BestOf;
import io.chorus.operators.planning.Candidate;
import java.util.List;

/** Several answers at once, of which one engine, the judge, writes one in a second round. */
final class Fusing implements Collecting {
  static final Fusing INSTANCE = new Fusing();
  private static final int JUDGING = 2;
  private static final int WORTH_MERGING = 2;

  private Fusing() {}

  @Override
  public Next next(TaskProgress progress, long nowMs) {
    if (progress.slots().isEmpty()) {
      return Next.ask(Room.open(progress, 1, progress.plan().calls(), nowMs), null);
    }
    if (progress.openSlots() > 0) {
      return Next.await();
    }
    if (progress.round() >= JUDGING) {
      return Next.done(judged(progress) == null ? "no judge answers" : "the judge has written");
    }
    int sound = sound(progress).size();
    if (sound < WORTH_MERGING) {
      return Next.done(sound + " sound answers: nothing to merge");
    }
    if (Tally.of(progress).isUnanimous()) {
      return Next.done("all agree: no judge is needed");
    }
    return !Calls.judged(progress).fits()
        ? Next.done("too long for a judge")
        : Next.ask(judge(progress, nowMs), "the judge writes one of " + sound + " answers");
  }

  /** The engine that the policy names, else the first that may. */
  private static List<Slot> judge(TaskProgress progress, long nowMs) {
    List<Candidate> candidates = progress.plan().candidates();
    int named = Room.NOBODY;
    for (int i = 0; i < candidates.size(); i++) {
      named = candidates.get(i).engine().equals(progress.plan().judge()) ? i - 1 : named;
    }
    Slot slot = Slot.first(JUDGING, 0, 0);
    int candidate = Room.after(progress, slot, named, nowMs);
    return candidate == Room.NOBODY ? List.of() : List.of(Slot.first(JUDGING, 0, candidate));
  }

  /** What a judge gets to see: an answer with something badly wrong in it has no say. */
  static List<Given> sound(TaskProgress progress) {
    return collected(progress).stream().filter(given -> given.score() >= BestOf.PASSES).toList();
  }

  private static List<Given> collected(TaskProgress progress) {
    return progress.answers().stream().filter(given -> given.round() < JUDGING).toList();
  }

  private static Given judged(TaskProgress progress) {
    return progress.answers().stream()
        .filter(given -> given.round() >= JUDGING)
        .findFirst()
        .orElse(null);
  }

  /** A judge's answer that is worse than the best, or says what nobody said, is none. */
  @Override
  public Choice choice(TaskProgress progress) {
    List<Given> collected = collected(progress);
    Given judged = judged(progress);
    Choice otherwise = without(progress, collected);
    if (judged == null || otherwise == null) {
      return judged == null ? otherwise : Choice.of(judged);
    }
    boolean known =
        !progress.plan().closed()
            || collected.stream()
                .anyMatch(g -> g.value() != null && g.value().equals(judged.value()));
    return known && judged.score() >= Answers.best(collected, progress.plan()).score()
        ? Choice.of(judged)
        : otherwise;
  }

  private static Choice without(TaskProgress progress, List<Given> collected) {
    return progress.plan().closed() && Tally.of(progress, collected).winner() != null
        ? Tally.of(progress, collected).choice()
        : Answers.best(collected, progress.plan());
  }
}
