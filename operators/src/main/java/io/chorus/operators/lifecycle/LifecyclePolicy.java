package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Task;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.planning.Known;
import io.chorus.operators.planning.Plan;
import io.chorus.operators.planning.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The life of a task as a pure function: what is known, what came in and the time give what is to
 * be known next and what is to be done. Whom to ask and when it is enough is the strategy's
 * business ({@link Collecting}), what a failed ask leads to is {@link Failures}'. Thread-safe.
 */
public final class LifecyclePolicy {
  /** A claim's reasons, as the detail of a {@link FailureClass#REFUSED} answer. */
  static final String REFUSED_LATE = "LATE";

  static final String REFUSED_FINAL = "FINAL";
  static final String REFUSED_CANCELLED = "CANCELLED";

  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final Judgement judgement = new Judgement();
  private final Planner planner;

  public LifecyclePolicy(EngineCatalog catalog) {
    this.planner = new Planner(catalog);
  }

  /**
   * A task came in.
   *
   * @param held what operators want of it by now, or null
   */
  public Step start(Task task, Hold held, Known known, long nowMs) {
    Analysis analysis = analyzer.analyze(task);
    Plan plan = planner.plan(task, analysis, known);
    TaskProgress progress = TaskProgress.begin(task, held, plan, analysis.estimatedTokens());
    if (held != null && held.cancels(task.acceptedAtMs())) {
      return cancelled(progress, nowMs);
    }
    if (nowMs >= task.deadlineMs()) {
      return expired(progress, nowMs);
    }
    if (plan.candidates().isEmpty()) {
      return failed(progress, "no_engine", "no engine for the task's model and data class", nowMs);
    }
    TaskProgress asking = task.redact() ? Hiding.begun(progress) : progress;
    if (asking == null) {
      return failed(progress, Hiding.FAILED, Hiding.NOT_BEGUN, nowMs);
    }
    Next next = strategy(asking).next(asking, nowMs);
    return next.kind() == Next.Kind.DONE
        ? failed(progress, "over_budget", "no answer is to be had for max_cost", nowMs)
        : follow(asking, next, nowMs);
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
    if (answer.answered()) {
      Given given = judgement.of(counted, slot, answer);
      return follow(counted.with(slot.settled(Slot.Status.ANSWERED)).with(given), nowMs);
    }
    return answer.failure() == FailureClass.REFUSED
        ? refused(counted, answer, nowMs)
        : afterFailure(counted, slot, answer, nowMs);
  }

  /** An operator wants something of this one task. What is told again changes nothing. */
  public Step hold(TaskProgress progress, Hold hold, long nowMs) {
    if (!progress.isNews(hold)) {
      return Step.open(progress, List.of());
    }
    if (hold.cancels(progress.task().acceptedAtMs())) {
      return cancelled(progress, nowMs);
    }
    TaskProgress next = progress.with(hold);
    boolean moved = next.lane() != progress.lane();
    List<Call> calls = new ArrayList<>();
    for (Slot slot : progress.slots()) {
      boolean resumed = slot.status() == Slot.Status.PARKED && !hold.paused();
      if (resumed || (moved && slot.isOpen())) {
        Slot asked = resumed ? slot.resumed(nowMs) : slot.redirected(nowMs);
        next = next.with(asked);
        calls.add(Calls.of(next, asked));
      }
    }
    Step step = Step.open(next, calls);
    return progress.paused() && !hold.paused() ? watched(step, nowMs) : step;
  }

  /** A pause may have outlasted the time that the strategy asked for. */
  private static Step watched(Step resumed, long nowMs) {
    TaskProgress progress = resumed.progress();
    long wakeAtMs = strategy(progress).wakeAtMs(progress, nowMs);
    return Step.open(progress.wakeAt(wakeAtMs), resumed.calls());
  }

  /** The time has come that the strategy asked for. */
  public Step wake(TaskProgress progress, long nowMs) {
    return progress.paused()
        ? Step.open(progress, List.of())
        : follow(progress.wakeAt(0), strategy(progress).wake(progress, nowMs), nowMs);
  }

  /** Whether a hedge is wanted at the time that has come: its budget has to allow it. */
  public boolean wantsHedge(TaskProgress progress, long nowMs) {
    return !progress.paused() && strategy(progress).hedge(progress, nowMs).kind() == Next.Kind.ASK;
  }

  /** The hedge that was wanted. */
  public Step hedge(TaskProgress progress, long nowMs) {
    return follow(progress.wakeAt(0), strategy(progress).hedge(progress, nowMs), nowMs);
  }

  /** The deadline is here: what the answers so far come to, or none. */
  public Step deadline(TaskProgress progress, long nowMs) {
    return progress.answers().isEmpty()
        ? expired(progress, nowMs)
        : finished(progress, "the deadline is here", nowMs);
  }

  private static Collecting strategy(TaskProgress progress) {
    return Collecting.of(progress.plan().strategy());
  }

  private static boolean counts(Answer answer, Slot slot) {
    return answer.answered()
        ? slot.status() != Slot.Status.ANSWERED
        : slot.isOpen() && slot.number() == answer.number();
  }

  private static Step follow(TaskProgress progress, long nowMs) {
    return follow(progress, strategy(progress).next(progress, nowMs), nowMs);
  }

  private static Step follow(TaskProgress progress, Next next, long nowMs) {
    return switch (next.kind()) {
      case WAIT -> Step.open(progress, List.of());
      case ASK -> asked(progress, next, nowMs);
      case DONE -> finished(progress, next.why(), nowMs);
    };
  }

  private static Step asked(TaskProgress progress, Next next, long nowMs) {
    TaskProgress then = progress.with(progress.totals().asked(next.slots().size()));
    List<Call> calls = new ArrayList<>();
    for (Slot slot : next.slots()) {
      Slot asked = slot.asked(nowMs, 0);
      then = then.with(asked);
      calls.add(Calls.of(then, asked));
    }
    TaskProgress told = then.after(told(then, next));
    return Step.open(told.wakeAt(strategy(told).wakeAtMs(told, nowMs)), calls);
  }

  private static String told(TaskProgress progress, Next next) {
    String engines =
        next.slots().stream()
            .map(slot -> progress.candidate(slot).engine())
            .collect(Collectors.joining(", "));
    String why = next.why() == null ? "" : " (" + next.why() + ")";
    return "round " + next.slots().get(0).round() + ": " + engines + why;
  }

  private static Step afterFailure(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    Failures.Then then = Failures.after(progress, slot, answer, nowMs);
    TaskProgress next = then.progress().with(then.slot());
    if (then.asks()) {
      return again(next, slot, then, answer, nowMs);
    }
    boolean hopeless = answer.failure().next() == FailureClass.Next.NOBODY;
    return hopeless && next.openSlots() == 0
        ? finished(next, "no engine would take it", nowMs)
        : follow(next, nowMs);
  }

  private static Step again(
      TaskProgress progress, Slot before, Failures.Then then, Answer answer, long nowMs) {
    Slot asked = then.slot().asked(nowMs, then.notBeforeMs());
    TaskProgress next = progress.with(asked).with(progress.totals().asked(1));
    if (then.slot().candidate() != before.candidate()) {
      next =
          next.after(
              progress.candidate(then.slot()).engine()
                  + " in place of "
                  + progress.candidate(before).engine()
                  + ": "
                  + answer.failure().name().toLowerCase(Locale.ROOT));
    }
    return Step.open(next, List.of(Calls.of(next, asked)));
  }

  /** What is final or late elsewhere ends here too; the commit publishes what is stored. */
  private static Step refused(TaskProgress progress, Answer answer, long nowMs) {
    if (REFUSED_FINAL.equals(answer.detail())) {
      return failed(progress, "already_final", "the task was final already", nowMs);
    }
    if (REFUSED_CANCELLED.equals(answer.detail())) {
      return cancelled(progress, nowMs);
    }
    if (REFUSED_LATE.equals(answer.detail()) && progress.answers().isEmpty()) {
      return expired(progress, nowMs);
    }
    return finished(progress, "a claim refused the next ask", nowMs);
  }

  /** With what there is; where that is nothing, as the last failure says. */
  private static Step finished(TaskProgress progress, String why, long nowMs) {
    Choice choice = strategy(progress).choice(progress);
    if (choice != null) {
      return succeeded(progress.after(why + stillOut(progress)), choice, nowMs);
    }
    String failure = progress.totals().lastFailure();
    String code = failure == null ? "no_engine" : failure.toLowerCase(Locale.ROOT);
    return failed(progress.after(why), code, progress.totals().lastDetail(), nowMs);
  }

  private static Step succeeded(TaskProgress progress, Choice choice, long nowMs) {
    Choice told = Hiding.undone(progress, choice);
    return told == null
        ? failed(progress, Hiding.FAILED, "too long with its personal data put back", nowMs)
        : Step.finished(progress, Results.succeeded(progress, told, nowMs));
  }

  private static String stillOut(TaskProgress progress) {
    int open = progress.openSlots();
    return open == 0 ? "" : "; " + open + " still out: not waited for";
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
}
