package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.FailureClass;
import io.chorus.operators.scheduling.RetryBudget;

/**
 * What a failed ask leads to: the same engine again, another one, or the end of its slot. The last
 * open slot of a task that has no answer yet goes round all engines for as long as it has tries.
 */
final class Failures {
  static final int MAX_TRIES_ON_ENGINE = 3;
  static final int MAX_TRIES = 12;

  /** A claim's or the scheduler's reasons, as the detail of a {@link FailureClass#WITHDRAWN}. */
  static final String WITHDRAWN_PAUSED = "PAUSED";

  static final String WITHDRAWN_DISABLED = "DISABLED";

  /** How long until an ask that a batch's pause sent back is tried again: it waits in its flow. */
  static final long PAUSED_LOOK_MS = 1_000;

  /** How long where nothing else holds it back, for the first time. */
  static final long FIRST_LOOK_MS = 2_000;

  /** Up to a minute: many thousand tasks may want an engine that is disabled for long. */
  private static final int MOST_DOUBLINGS = 5;

  private Failures() {}

  /**
   * What becomes of a slot.
   *
   * @param slot as it is then: with its next ask, or failed
   * @param notBeforeMs Unix milliseconds of the next ask; 0 for at once
   */
  record Then(TaskProgress progress, Slot slot, long notBeforeMs) {
    boolean asks() {
      return slot.isOpen();
    }
  }

  /**
   * What becomes of the slot of a failed ask.
   *
   * @param progress with the failure counted
   */
  static Then after(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    return switch (answer.failure().next()) {
      case NOBODY -> failed(progress, slot);
      case REPLAN -> withdrawn(progress, slot, answer, nowMs);
      case SAME_ENGINE -> again(progress, slot, answer, nowMs);
      case OTHER_ENGINE -> {
        String engine = progress.candidate(slot).engine();
        yield elsewhere(progress.without(engine), slot, answer, nowMs);
      }
    };
  }

  private static Then failed(TaskProgress progress, Slot slot) {
    return new Then(progress, slot.settled(Slot.Status.FAILED), 0);
  }

  /** Nothing was sent: the same again, unless an operator wants it otherwise. */
  private static Then withdrawn(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    if (WITHDRAWN_DISABLED.equals(answer.detail())) {
      return elsewhereOrLater(progress, slot, slot.renumbered(), nowMs);
    }
    if (RetryBudget.USED_UP.equals(answer.detail())) {
      return elsewhereOrLater(progress, slot, slot.delayed(), nowMs);
    }
    if (!WITHDRAWN_PAUSED.equals(answer.detail())) {
      return withoutRoom(progress, slot, answer, nowMs);
    }
    Slot next = slot.renumbered();
    return progress.paused()
        ? new Then(progress, next.settled(Slot.Status.PARKED), nowMs + lookMs(slot))
        : new Then(progress, next, nowMs + PAUSED_LOOK_MS);
  }

  /**
   * No account had room: the same again when there may be, another engine where that is too late.
   */
  private static Then withoutRoom(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    long notBefore = nowMs + Math.max(Backoff.BASE_MS, answer.retryAfterMs());
    return notBefore < progress.task().deadlineMs()
        ? new Then(progress, slot.renumbered(), notBefore)
        : elsewhereOrLater(progress, slot, slot.renumbered(), nowMs);
  }

  /**
   * Another engine, at once; where there is none, this one, for as long as it takes.
   *
   * @param same the next ask of this one
   */
  private static Then elsewhereOrLater(TaskProgress progress, Slot slot, Slot same, long nowMs) {
    long later = nowMs + Math.max(FIRST_LOOK_MS, inTime(progress, lookMs(slot), nowMs));
    int other = Room.after(progress, slot, slot.candidate(), nowMs);
    if (other == Room.NOBODY || other == slot.candidate()) {
      return isLastHope(progress) ? new Then(progress, same, later) : failed(progress, slot);
    }
    Slot next = slot.movedTo(other);
    if (next.pass() == slot.pass()) {
      return new Then(progress, next, 0);
    }
    return isLastHope(progress) ? new Then(progress, next, later) : failed(progress, slot);
  }

  private static long lookMs(Slot slot) {
    return FIRST_LOOK_MS << Math.min(MOST_DOUBLINGS, slot.number() - 1);
  }

  /** A wait of our own choice: it leaves as much time after it, for an engine that is back. */
  private static long inTime(TaskProgress progress, long waitMs, long nowMs) {
    return Math.min(waitMs, (progress.task().deadlineMs() - nowMs) / 2);
  }

  private static Then again(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    Slot next = slot.retried();
    long notBefore =
        nowMs + Backoff.delayMs(Calls.askId(progress, next), slot, answer.retryAfterMs());
    boolean may =
        notBefore < progress.task().deadlineMs()
            && Room.isAffordable(progress, slot, slot.candidate());
    return may && hasTries(progress, next)
        ? new Then(progress, next, notBefore)
        : elsewhere(progress, slot, answer, nowMs);
  }

  private static boolean isLastHope(TaskProgress progress) {
    return progress.answers().isEmpty() && progress.openSlots() == 1;
  }

  private static boolean hasTries(TaskProgress progress, Slot next) {
    return next.triesOnEngine() < MAX_TRIES_ON_ENGINE && hasTries(progress);
  }

  /** One task's tries are limited in all, but each slot has its first ones. */
  private static boolean hasTries(TaskProgress progress) {
    int most = Math.max(MAX_TRIES, MAX_TRIES_ON_ENGINE * progress.slots().size());
    return progress.totals().tries() < most;
  }

  private static Then elsewhere(TaskProgress progress, Slot slot, Answer answer, long nowMs) {
    int candidate = Room.after(progress, slot, slot.candidate(), nowMs);
    boolean lastHope = isLastHope(progress);
    boolean nobody = candidate == Room.NOBODY || (candidate == slot.candidate() && !lastHope);
    if (nobody || !hasTries(progress)) {
      return failed(progress, slot);
    }
    Slot next = slot.movedTo(candidate);
    if (next.pass() == 0) {
      return new Then(progress, next, 0);
    }
    return lastHope ? startOver(progress, slot, next, answer, nowMs) : failed(progress, slot);
  }

  /** Engines that failed before are asked only after a wait. */
  private static Then startOver(
      TaskProgress progress, Slot slot, Slot next, Answer answer, long nowMs) {
    long retryAfter = next.candidate() == slot.candidate() ? answer.retryAfterMs() : 0;
    long backoff = Backoff.delayMs(Calls.askId(progress, next), slot, 0);
    long own = Math.max(Backoff.BASE_MS, inTime(progress, backoff, nowMs));
    long notBefore = nowMs + Math.max(retryAfter, own);
    return notBefore < progress.task().deadlineMs()
        ? new Then(progress, next, notBefore)
        : failed(progress, slot);
  }
}
