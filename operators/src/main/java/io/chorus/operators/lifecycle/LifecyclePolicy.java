package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Json;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.merging.Graded;
import io.chorus.operators.planning.Plan;
import io.chorus.operators.planning.Planner;
import io.chorus.operators.quality.Grade;
import io.chorus.operators.quality.QualityGrader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The life of a task as a pure function: what is known, what came in and the time give what is to
 * be known next and what is to be done. Thread-safe.
 */
public final class LifecyclePolicy {
  static final int MAX_TRIES_ON_ENGINE = 3;
  static final int MAX_TRIES = 12;
  static final int MAX_ROUNDS = 3;
  static final int MAX_SLOTS = 5;

  private static final int NOBODY = -1;

  /** A claim's reasons, as the detail of a {@link FailureClass#REFUSED} answer. */
  static final String REFUSED_LATE = "LATE";

  static final String REFUSED_FINAL = "FINAL";
  static final String REFUSED_CANCELLED = "CANCELLED";

  /** A claim's or the scheduler's reasons, as the detail of a {@link FailureClass#WITHDRAWN}. */
  static final String WITHDRAWN_PAUSED = "PAUSED";

  static final String WITHDRAWN_DISABLED = "DISABLED";

  /** How long until an ask that a pause or a disabled engine sent back is tried again. */
  static final long PAUSED_LOOK_MS = 1_000;

  static final long DISABLED_LOOK_MS = 2_000;

  /** Up to a minute: many thousand tasks may want an engine that is disabled for long. */
  private static final int MOST_DOUBLINGS = 5;

  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final QualityGrader grader = new QualityGrader();
  private final Planner planner;

  public LifecyclePolicy(Planner planner) {
    this.planner = planner;
  }

  /** A task came in. */
  public Step start(Task task, long nowMs) {
    Analysis analysis = analyzer.analyze(task);
    Plan plan = planner.plan(task, analysis);
    TaskProgress progress = TaskProgress.begin(task, plan, analysis.estimatedTokens());
    if (nowMs >= task.deadlineMs()) {
      return expired(progress, nowMs);
    }
    if (plan.candidates().isEmpty()) {
      return failed(progress, "no_engine", "no engine for the task's model and data class", nowMs);
    }
    int slots = isBestOf(progress) ? Math.min(MAX_SLOTS, plan.candidates().size()) : 1;
    return openSlots(progress, slots, nowMs);
  }

  /**
   * An answer or a failure came in. Duplicates and what is out of date change nothing.
   *
   * @param outage true where the answer's engine answers nobody: such a failure burns no retry
   */
  public Step answer(TaskProgress progress, Answer answer, boolean outage, long nowMs) {
    Slot slot = progress.slotOf(answer);
    if (slot == null || !counts(answer, slot)) {
      return Step.open(progress, List.of());
    }
    TaskProgress counted = progress.with(progress.totals().plus(answer, !outage));
    return answer.answered()
        ? taken(counted, slot, answer, nowMs)
        : afterFailure(counted, slot, answer, outage, nowMs);
  }

  /** An operator wants something of this one task. */
  public Step hold(TaskProgress progress, Hold hold, long nowMs) {
    if (hold.cancels(progress.task().acceptedAtMs())) {
      return cancelled(progress, nowMs);
    }
    TaskProgress next = progress.paused(hold.paused());
    List<Call> calls = new ArrayList<>();
    if (hold.lane() != null && hold.lane() != progress.task().lane()) {
      next = next.in(hold.lane());
      for (Slot slot : next.slots()) {
        if (slot.status() == Slot.Status.OPEN) {
          calls.add(Calls.of(next, slot, nowMs, 0));
        }
      }
    }
    return hold.paused() ? Step.open(next, calls) : unparked(next, calls, nowMs);
  }

  private static Step unparked(TaskProgress progress, List<Call> calls, long nowMs) {
    TaskProgress next = progress;
    for (Slot slot : progress.slots()) {
      if (slot.status() == Slot.Status.PARKED) {
        Slot open = slot.renumbered();
        next = next.with(next.totals().asked(1)).with(open);
        calls.add(Calls.of(next, open, nowMs, 0));
      }
    }
    return Step.open(next, calls);
  }

  /** The deadline is here: the best answer so far, or none. */
  public Step deadline(TaskProgress progress, long nowMs) {
    return progress.best() == null
        ? expired(progress, nowMs)
        : Step.finished(progress, Results.succeeded(progress, nowMs));
  }

  private static boolean counts(Answer answer, Slot slot) {
    return answer.answered()
        ? slot.status() != Slot.Status.ANSWERED
        : slot.status() == Slot.Status.OPEN && slot.number() == answer.number();
  }

  private static Step openSlots(TaskProgress progress, int count, long nowMs) {
    TaskProgress next = progress.with(progress.totals().asked(count));
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Slot slot = Slot.first(1, i, i);
      next = next.with(slot);
      calls.add(Calls.of(next, slot, nowMs, 0));
    }
    return Step.open(next, calls);
  }

  private Step taken(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    TaskProgress next =
        progress
            .with(slot.settled(Slot.Status.ANSWERED))
            .with(graded(progress.task(), slot, answer))
            .without(answer.answeredBy());
    if (isBestOf(next)) {
      return whenSettled(next, nowMs);
    }
    return next.best().score() >= next.task().quality() || slot.round() >= MAX_ROUNDS
        ? Step.finished(next, Results.succeeded(next, nowMs))
        : nextRound(next, slot, nowMs);
  }

  private Graded graded(Task task, Slot slot, Answer answer) {
    ChatRequest request = Json.readOwn(task.payload().text(), ChatRequest.class);
    ChatAnswer said = Json.readOwn(answer.payload().text(), ChatAnswer.class);
    Grade grade = grader.grade(request, said, analyzer.analyze(request));
    return new Graded(
        slot.round() * MAX_SLOTS + slot.index(),
        answer.answeredBy(),
        answer.model(),
        grade.score(),
        grade.reasons(),
        answer.payload());
  }

  private static Step nextRound(TaskProgress progress, Slot slot, long nowMs) {
    int candidate = nextCandidate(progress, slot);
    return candidate == NOBODY
        ? Step.finished(progress, Results.succeeded(progress, nowMs))
        : ask(progress, Slot.first(slot.round() + 1, 0, candidate), nowMs, 0);
  }

  private static Step afterFailure(
      TaskProgress progress, Slot slot, Answer answer, boolean outage, long nowMs) {
    return switch (answer.failure().next()) {
      case NOBODY -> given(progress, slot, answer, nowMs);
      case REPLAN -> withdrawn(progress, slot, answer, nowMs);
      case SAME_ENGINE -> again(progress, slot, answer, outage, nowMs);
      case OTHER_ENGINE -> {
        String engine = progress.plan().candidates().get(slot.candidate()).engine();
        yield elsewhere(progress.without(engine), slot, answer, nowMs);
      }
    };
  }

  /** Nothing was sent: the same again, unless an operator wants it otherwise. */
  private static Step withdrawn(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    if (WITHDRAWN_DISABLED.equals(answer.detail())) {
      return disabled(progress, slot, nowMs);
    }
    if (!WITHDRAWN_PAUSED.equals(answer.detail())) {
      return ask(progress, slot.renumbered(), nowMs, nowMs + Backoff.BASE_MS);
    }
    return progress.paused()
        ? Step.open(progress.with(slot.settled(Slot.Status.PARKED)), List.of())
        : ask(progress, slot.renumbered(), nowMs, nowMs + PAUSED_LOOK_MS);
  }

  /** Another engine, at once; where there is none, this one, for as long as it takes. */
  private static Step disabled(TaskProgress progress, Slot slot, long nowMs) {
    if (isBestOf(progress) && !isLastHope(progress)) {
      return whenSettled(progress.with(slot.settled(Slot.Status.FAILED)), nowMs);
    }
    if (progress.best() != null) {
      return usedUp(progress, nowMs);
    }
    long later = nowMs + (DISABLED_LOOK_MS << Math.min(MOST_DOUBLINGS, slot.number() - 1));
    int other = isBestOf(progress) ? NOBODY : nextCandidate(progress, slot);
    if (other == NOBODY) {
      return ask(progress, slot.renumbered(), nowMs, later);
    }
    Slot next = slot.movedTo(other);
    boolean allAsked = next.pass() > slot.pass();
    return ask(progress, next, nowMs, allAsked ? later : 0);
  }

  private static Step given(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    if (answer.failure() == FailureClass.REFUSED) {
      return refused(progress, answer, nowMs);
    }
    return isBestOf(progress)
        ? whenSettled(progress.with(slot.settled(Slot.Status.FAILED)), nowMs)
        : usedUp(progress, nowMs);
  }

  /** What is final or late elsewhere ends here too; the commit publishes what is stored. */
  private static Step refused(TaskProgress progress, Answer answer, long nowMs) {
    if (REFUSED_FINAL.equals(answer.detail())) {
      return failed(progress, "already_final", "the task was final already", nowMs);
    }
    if (REFUSED_CANCELLED.equals(answer.detail())) {
      return cancelled(progress, nowMs);
    }
    if (REFUSED_LATE.equals(answer.detail()) && progress.best() == null) {
      return expired(progress, nowMs);
    }
    return usedUp(progress, nowMs);
  }

  private static Step again(
      TaskProgress progress, Slot slot, Answer answer, boolean outage, long nowMs) {
    Slot next = slot.retried();
    long notBefore =
        nowMs + Backoff.delayMs(Calls.askId(progress, next), slot, answer.retryAfterMs());
    boolean inTime = notBefore < progress.task().deadlineMs();
    return inTime && (hasTries(progress, next) || (outage && isLastHope(progress)))
        ? ask(progress, next, nowMs, notBefore)
        : elsewhere(progress, slot, answer, nowMs);
  }

  /** With nothing answered the last open slot of best-of waits for its engine to come back. */
  private static boolean isLastHope(TaskProgress progress) {
    return isBestOf(progress) && progress.best() == null && progress.openSlots() == 1;
  }

  /** One task's tries are limited in all; of best-of each slot has its share of them. */
  private static boolean hasTries(TaskProgress progress, Slot next) {
    if (isBestOf(progress)) {
      int share = MAX_TRIES / progress.slots().size();
      return next.triesOnEngine() < Math.max(MAX_TRIES_ON_ENGINE, share);
    }
    return next.triesOnEngine() < MAX_TRIES_ON_ENGINE && progress.totals().tries() < MAX_TRIES;
  }

  private static Step elsewhere(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    if (isBestOf(progress)) {
      return whenSettled(progress.with(slot.settled(Slot.Status.FAILED)), nowMs);
    }
    int candidate = nextCandidate(progress, slot);
    if (candidate == NOBODY || progress.totals().tries() >= MAX_TRIES) {
      return usedUp(progress, nowMs);
    }
    return startOver(progress, slot, slot.movedTo(candidate), answer, nowMs);
  }

  /** Engines of this pass are asked at once, those that failed before only after a wait. */
  private static Step startOver(
      TaskProgress progress, Slot slot, Slot next, Answer answer, long nowMs) {
    if (next.pass() == 0) {
      return ask(progress, next, nowMs, 0);
    }
    long retryAfter = next.candidate() == slot.candidate() ? answer.retryAfterMs() : 0;
    long notBefore = nowMs + Backoff.delayMs(Calls.askId(progress, next), slot, retryAfter);
    boolean worthIt = progress.best() == null && notBefore < progress.task().deadlineMs();
    return worthIt ? ask(progress, next, nowMs, notBefore) : usedUp(progress, nowMs);
  }

  /** The next candidate after the slot's, going round, that may still be asked. */
  private static int nextCandidate(TaskProgress progress, Slot slot) {
    int size = progress.plan().candidates().size();
    for (int i = 1; i <= size; i++) {
      int candidate = (slot.candidate() + i) % size;
      if (!progress.isOut(candidate)) {
        return candidate;
      }
    }
    return NOBODY;
  }

  private static Step ask(TaskProgress progress, Slot slot, long nowMs, long notBeforeMs) {
    TaskProgress next = progress.with(progress.totals().asked(1)).with(slot);
    return Step.open(next, List.of(Calls.of(next, slot, nowMs, notBeforeMs)));
  }

  private static Step whenSettled(TaskProgress progress, long nowMs) {
    return progress.isSettled() ? usedUp(progress, nowMs) : Step.open(progress, List.of());
  }

  /** Nobody is left to ask. */
  private static Step usedUp(TaskProgress progress, long nowMs) {
    if (progress.best() != null) {
      return Step.finished(progress, Results.succeeded(progress, nowMs));
    }
    String code = progress.totals().lastFailure().toLowerCase(Locale.ROOT);
    return failed(progress, code, progress.totals().lastDetail(), nowMs);
  }

  private static Step failed(TaskProgress progress, String code, String message, long nowMs) {
    return Step.finished(
        progress, Results.failed(progress, FinalState.FAILED, code, message, nowMs));
  }

  private static Step expired(TaskProgress progress, long nowMs) {
    return Step.finished(
        progress,
        Results.failed(
            progress,
            FinalState.EXPIRED,
            "deadline_exceeded",
            "no answer before the deadline",
            nowMs));
  }

  private static Step cancelled(TaskProgress progress, long nowMs) {
    return Step.finished(
        progress,
        Results.failed(
            progress, FinalState.CANCELLED, "cancelled", "cancelled before its end", nowMs));
  }

  private static boolean isBestOf(TaskProgress progress) {
    return progress.plan().strategy() == Strategy.BEST_OF;
  }
}
