package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.planning.Candidate;
import io.chorus.operators.planning.Plan;
import io.chorus.operators.redaction.Redacted;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an unfinished task has come: all that the lifecycle remembers of it. Immutable.
 *
 * @param redacted what engines see of the task; null where they see all of it
 * @param estimatedTokens of one call, input and output together
 * @param slots of all rounds, in the order they were opened
 * @param out names of engines that would fail again
 * @param held what operators want of this one task; null where they never did
 * @param answers so far, in the order they came
 * @param steps what was decided so far, for people
 * @param wakeAtMs Unix milliseconds when the strategy wants to look again; 0 for never
 */
public record TaskProgress(
    Task task,
    Redacted redacted,
    Plan plan,
    int estimatedTokens,
    List<Slot> slots,
    List<String> out,
    Totals totals,
    Hold held,
    List<Given> answers,
    List<String> steps,
    long wakeAtMs) {
  /** An engine that fails for days must not make the story endless. */
  private static final int MOST_STEPS = 30;

  static TaskProgress begin(Task task, Hold held, Plan plan, int estimatedTokens) {
    return new TaskProgress(
        task,
        null,
        plan,
        estimatedTokens,
        List.of(),
        List.of(),
        Totals.none(),
        held,
        List.of(),
        List.of(),
        0);
  }

  TaskProgress with(Redacted seen) {
    return new TaskProgress(
        task, seen, plan, estimatedTokens, slots, out, totals, held, answers, steps, wakeAtMs);
  }

  /** What engines are asked. */
  Payload asked() {
    return redacted == null ? task.payload() : redacted.payload();
  }

  /** The same to read. */
  ChatRequest request() {
    return Json.readOwn(asked().text(), ChatRequest.class);
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

  /** The round that is open, 1 for the first. */
  int round() {
    return slots.stream().mapToInt(Slot::round).max().orElse(1);
  }

  int slotsIn(int round) {
    return (int) slots.stream().filter(slot -> slot.round() == round).count();
  }

  int openSlots() {
    return (int) slots.stream().filter(Slot::isOpen).count();
  }

  Candidate candidate(Slot slot) {
    return plan.candidates().get(slot.candidate());
  }

  /** True where the slot's answer is made of the others. */
  boolean isJudge(Slot slot) {
    return plan.strategy() == Strategy.FUSE && slot.round() > 1;
  }

  /** True where the slot was opened because the first takes long. */
  boolean isHedge(Slot slot) {
    return plan.strategy() == Strategy.SINGLE && slot.index() > 0;
  }

  boolean hasAnswered(String engine) {
    return answers.stream().anyMatch(given -> given.engine().equals(engine));
  }

  /** The answer of a slot, or null. */
  Given given(Slot slot) {
    for (Given answer : answers) {
      if (slot.is(answer.round(), answer.slot())) {
        return answer;
      }
    }
    return null;
  }

  /** Sets the slot in place of the one with its round and index, or adds it. */
  TaskProgress with(Slot changed) {
    List<Slot> next = new ArrayList<>(slots);
    int at = next.indexOf(next.stream().filter(changed::isSameAs).findFirst().orElse(null));
    if (at < 0) {
      next.add(changed);
    } else {
      next.set(at, changed);
    }
    return new TaskProgress(
        task, redacted, plan, estimatedTokens, next, out, totals, held, answers, steps, wakeAtMs);
  }

  boolean paused() {
    return held != null && held.paused();
  }

  /** The lane that its calls take. */
  Lane lane() {
    return held != null && held.lane() != null ? held.lane() : task.lane();
  }

  /** False of what was heard before, or is older than that. */
  boolean isNews(Hold hold) {
    return held == null || hold.version() > held.version();
  }

  TaskProgress with(Hold hold) {
    return new TaskProgress(
        task, redacted, plan, estimatedTokens, slots, out, totals, hold, answers, steps, wakeAtMs);
  }

  TaskProgress with(Totals next) {
    return new TaskProgress(
        task, redacted, plan, estimatedTokens, slots, out, next, held, answers, steps, wakeAtMs);
  }

  TaskProgress without(String engine) {
    return new TaskProgress(
        task,
        redacted,
        plan,
        estimatedTokens,
        slots,
        plus(out, engine),
        totals,
        held,
        answers,
        steps,
        wakeAtMs);
  }

  TaskProgress with(Given answer) {
    return new TaskProgress(
        task,
        redacted,
        plan,
        estimatedTokens,
        slots,
        out,
        totals,
        held,
        plus(answers, answer),
        steps,
        wakeAtMs);
  }

  TaskProgress after(String step) {
    return steps.size() >= MOST_STEPS
        ? this
        : new TaskProgress(
            task,
            redacted,
            plan,
            estimatedTokens,
            slots,
            out,
            totals,
            held,
            answers,
            plus(steps, step),
            wakeAtMs);
  }

  TaskProgress wakeAt(long ms) {
    return new TaskProgress(
        task, redacted, plan, estimatedTokens, slots, out, totals, held, answers, steps, ms);
  }

  private static <T> List<T> plus(List<T> list, T element) {
    List<T> next = new ArrayList<>(list);
    next.add(element);
    return next;
  }
}
