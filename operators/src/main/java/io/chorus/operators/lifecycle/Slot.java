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
    /** Its ask was withdrawn because the task is paused; the next one looks whether it still is. */
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
    return next(candidate, true, triesOnEngine + 1, pass);
  }

  /**
   * The same ask on another way, no sooner than it would have left: once its time has come, what
   * its engine may be asked again has been counted for it.
   */
  Slot redirected(long nowMs) {
    boolean again = retry && notBeforeMs > nowMs;
    return new Slot(
        round, index, candidate, number, again, triesOnEngine, pass, nowMs, notBeforeMs, status);
  }

  /** The same ask at once: its task is not paused any more. */
  Slot resumed(long nowMs) {
    return new Slot(
        round, index, candidate, number, retry, triesOnEngine, pass, nowMs, 0, Status.OPEN);
  }

  /** The next ask of the same engine after one that was never sent. */
  Slot renumbered() {
    return next(candidate, false, triesOnEngine, pass);
  }

  /** The same once more: it was not sent for want of a retry. */
  Slot delayed() {
    return next(candidate, true, triesOnEngine, pass);
  }

  /** The next ask, of another candidate; going back to one counts as a new pass. */
  Slot movedTo(int other) {
    int nextPass = other <= candidate ? pass + 1 : pass;
    return next(other, nextPass > 0, 0, nextPass);
  }

  private Slot next(int whom, boolean again, int tries, int nextPass) {
    return new Slot(
        round,
        index,
        whom,
        number + 1,
        again,
        tries,
        nextPass,
        askedAtMs,
        notBeforeMs,
        Status.OPEN);
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
