package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Task;
import io.chorus.operators.merging.BestOf;
import io.chorus.operators.merging.Graded;
import io.chorus.operators.planning.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far an unfinished task has come: all that the lifecycle remembers of it. Immutable.
 *
 * @param estimatedTokens of one call, input and output together
 * @param round the round that is open, 1 for the first
 * @param slots of all rounds
 * @param out names of engines that are not asked any more: they have answered, or would fail again
 * @param paused by an operator
 * @param best the best answer so far, or null
 */
public record TaskProgress(
    Task task,
    Plan plan,
    int estimatedTokens,
    int round,
    List<Slot> slots,
    List<String> out,
    Totals totals,
    boolean paused,
    Graded best) {

  static TaskProgress begin(Task task, Plan plan, int estimatedTokens) {
    return new TaskProgress(
        task, plan, estimatedTokens, 1, List.of(), List.of(), Totals.none(), false, null);
  }

  /** The slot of an answer, or null where none was opened. */
  Slot slotOf(Answer answer) {
    for (Slot slot : slots) {
      if (slot.is(answer.round(), answer.slot())) {
        return slot;
      }
    }
    return null;
  }

  boolean isSettled() {
    return openSlots() == 0;
  }

  long openSlots() {
    return slots.stream().filter(Slot::isOpen).count();
  }

  boolean isOut(int candidate) {
    return out.contains(plan.candidates().get(candidate).engine());
  }

  /** Sets the slot in place of the one with its round and index, or adds it. */
  TaskProgress with(Slot changed) {
    List<Slot> next = new ArrayList<>(slots);
    next.removeIf(slot -> slot.is(changed.round(), changed.index()));
    next.add(changed);
    int latest = Math.max(round, changed.round());
    return new TaskProgress(task, plan, estimatedTokens, latest, next, out, totals, paused, best);
  }

  TaskProgress paused(boolean on) {
    return new TaskProgress(task, plan, estimatedTokens, round, slots, out, totals, on, best);
  }

  TaskProgress in(Lane lane) {
    return new TaskProgress(
        task.in(lane), plan, estimatedTokens, round, slots, out, totals, paused, best);
  }

  TaskProgress with(Totals next) {
    return new TaskProgress(task, plan, estimatedTokens, round, slots, out, next, paused, best);
  }

  TaskProgress without(String engine) {
    List<String> next = new ArrayList<>(out);
    next.add(engine);
    return new TaskProgress(task, plan, estimatedTokens, round, slots, next, totals, paused, best);
  }

  TaskProgress with(Graded answer) {
    Graded next = best == null ? answer : BestOf.choose(List.of(best, answer), Map.of());
    return new TaskProgress(task, plan, estimatedTokens, round, slots, out, totals, paused, next);
  }
}
