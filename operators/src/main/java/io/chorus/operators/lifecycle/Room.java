package io.chorus.operators.lifecycle;

import io.chorus.operators.planning.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Whom a task may still ask: nobody twice, nobody too dear, nobody who answers too late. */
final class Room {
  static final int NOBODY = -1;

  private Room() {}

  /** Slots for as many as wanted, or as there are; begun behind whom was asked last. */
  static List<Slot> open(TaskProgress progress, int round, int count, long nowMs) {
    List<Slot> slots = new ArrayList<>();
    TaskProgress then = progress;
    int last = last(progress);
    for (int i = 0; i < count; i++) {
      Slot slot = Slot.first(round, then.slotsIn(round), 0);
      int candidate = after(then, slot, last, nowMs);
      if (candidate == NOBODY) {
        return slots;
      }
      slot = Slot.first(round, slot.index(), candidate);
      slots.add(slot);
      then = then.with(slot);
      last = last(then);
    }
    return slots;
  }

  /** Samples begin at the best one each time. */
  private static int last(TaskProgress progress) {
    List<Slot> slots = progress.slots();
    return slots.isEmpty() || progress.plan().samples()
        ? NOBODY
        : slots.get(slots.size() - 1).candidate();
  }

  /** The next candidate, going round, that may be asked in a slot; the one given comes last. */
  static int after(TaskProgress progress, Slot slot, int candidate, long nowMs) {
    int size = progress.plan().candidates().size();
    for (int i = 1; i <= size; i++) {
      int next = Math.floorMod(candidate + i, size);
      if (mayAsk(progress, slot, next) && isInTime(progress, next, nowMs)) {
        return next;
      }
    }
    return NOBODY;
  }

  private static boolean mayAsk(TaskProgress progress, Slot slot, int next) {
    String engine = progress.plan().candidates().get(next).engine();
    boolean isNew =
        progress.plan().samples() || progress.isJudge(slot) || !isUsed(progress, slot, next);
    return isNew && !progress.out().contains(engine) && isAffordable(progress, slot, next);
  }

  private static boolean isUsed(TaskProgress progress, Slot slot, int next) {
    String engine = progress.plan().candidates().get(next).engine();
    return progress.hasAnswered(engine)
        || progress.slots().stream()
            .anyMatch(
                other -> other.isOpen() && !other.isSameAs(slot) && other.candidate() == next);
  }

  /** What was spent, what is out and this together stay within the budget. */
  static boolean isAffordable(TaskProgress progress, Slot slot, int next) {
    long budget = progress.plan().budgetNanoUsd();
    if (budget == 0) {
      return true;
    }
    long sum = progress.totals().costNanoUsd() + estimate(progress, slot, next);
    for (Slot other : progress.slots()) {
      if (other.isOpen() && !other.isSameAs(slot)) {
        sum += estimate(progress, other, other.candidate());
      }
    }
    return sum <= budget;
  }

  static long estimate(TaskProgress progress, Slot slot, int next) {
    Candidate candidate = progress.plan().candidates().get(next);
    return progress.isJudge(slot) ? candidate.asJudgeNanoUsd() : candidate.estimatedNanoUsd();
  }

  /** The first answer is worth any try; for a better one there has to be time. */
  private static boolean isInTime(TaskProgress progress, int next, long nowMs) {
    long latencyMs = progress.plan().candidates().get(next).latencyMs();
    return progress.answers().isEmpty() || nowMs + latencyMs < progress.task().deadlineMs();
  }
}
