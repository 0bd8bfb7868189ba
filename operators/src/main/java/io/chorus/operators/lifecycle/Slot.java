package io.chorus.operators.lifecycle;

/**
 * One answer that a round waits for. Immutable.
 *
 * @param round 1 for the first
 * @param index 0 for the first of its round
 * @param candidate place in the plan of whom is asked now
 * @param number of the ask that is out, 1 for the first
 * @param retry whether that ask is one more of an engine that has failed this slot
 * @param triesOnEngine asks of the present engine that failed and count
 * @param pass how often the candidates have been gone through before
 * @param askedAtMs Unix milliseconds when the ask that is out was made
 * @param notBeforeMs Unix milliseconds before which it must not leave; 0 for at once
 */
public record Slot(
    int round,
    int index,
    int candidate,
    int number,
    boolean retry,
    int triesOnEngine,
    int pass,
    long askedAtMs,
    long notBeforeMs,
    Status status) {

  /** What a slot waits for. */
  public enum Status {
    OPEN,
    /** Its ask was withdrawn, and the task is paused. */
    PARKED,
    ANSWERED,
    FAILED
  }

  static Slot first(int round, int index, int candidate) {
    return new Slot(round, index, candidate, 1, false, 0, 0, 0, 0, Status.OPEN);
  }

  /** It still waits for an answer. */
  boolean isOpen() {
    return status == Status.OPEN || status == Status.PARKED;
  }

  boolean is(int otherRound, int otherIndex) {
    return round == otherRound && index == otherIndex;
  }

  boolean isSameAs(Slot other) {
    return is(other.round, other.index);
  }

  /** The next ask of the same engine after a failure that counts. */
  Slot retried() {
    return next(candidate, true, triesOnEngine + 1, pass, status);
  }

  /** The same ask on another way: what its engine may be asked again has been counted for it. */
  Slot redirected(long nowMs) {
    return new Slot(round, index, candidate, number, false, triesOnEngine, pass, nowMs, 0, status);
  }

  /** The next ask of the same engine after one that was never sent. */
  Slot renumbered() {
    return next(candidate, false, triesOnEngine, pass, Status.OPEN);
  }

  /** The same once more: it was not sent for want of a retry. */
  Slot delayed() {
    return next(candidate, true, triesOnEngine, pass, Status.OPEN);
  }

  /** The next ask, of another candidate; going back to one counts as a new pass. */
  Slot movedTo(int other) {
    int nextPass = other <= candidate ? pass + 1 : pass;
    return next(other, nextPass > 0, 0, nextPass, status);
  }

  private Slot next(int whom, boolean again, int tries, int nextPass, Status nextStatus) {
    return new Slot(
        round, index, whom, number + 1, again, tries, nextPass, askedAtMs, notBeforeMs, nextStatus);
  }

  Slot settled(Status outcome) {
    return new Slot(
        round,
        index,
        candidate,
        number,
        retry,
        triesOnEngine,
        pass,
        askedAtMs,
        notBeforeMs,
        outcome);
  }

  /** The ask is made at a time, and must not leave before another; 0 for at once. */
  Slot asked(long nowMs, long notBefore) {
    return new Slot(
        round, index, candidate, number, retry, triesOnEngine, pass, nowMs, notBefore, status);
  }
}
