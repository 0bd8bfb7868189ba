package io.chorus.connector.postgres;

import io.chorus.contracts.Answer;

/**
 * What the ledger says to a call that wants to leave.
 *
 * @param answer what was recorded before, addressed to this call; null unless {@link Kind#REPLAY}
 * @param reason null unless {@link Kind#REFUSED}
 * @param supersessions how often the ask was taken over from a dead holder; an ask that was sent
 *     that often may have been billed as often
 */
public record Claim(Kind kind, Answer answer, Reason reason, int supersessions) {

  static Claim granted(int supersessions) {
    return new Claim(Kind.GRANTED, null, null, supersessions);
  }

  static Claim replay(Answer answer) {
    return new Claim(Kind.REPLAY, answer, null, 0);
  }

  static Claim held() {
    return new Claim(Kind.HELD, null, null, 0);
  }

  static Claim suspect() {
    return new Claim(Kind.SUSPECT, null, null, 0);
  }

  static Claim refused(Reason reason) {
    return new Claim(Kind.REFUSED, null, reason, 0);
  }

  /** What to do. */
  public enum Kind {
    /** Send it; then record what comes of it, or release it unsent. */
    GRANTED,
    /** Don't send it: here is the answer. */
    REPLAY,
    /** Someone has it on the way: ask again later. */
    HELD,
    /** Processes have died with it on its way: ask again when no other such is on its way. */
    SUSPECT,
    /** Don't send it, for a reason. */
    REFUSED
  }

  /** Why not. */
  public enum Reason {
    /** The task has its final state. */
    FINAL,
    /** The task's deadline has passed. */
    LATE,
    /** What the tenant or the task may spend is used up or reserved. */
    OVER_BUDGET,
    /** Too many processes have died with it on its way, the last ones with no other suspect. */
    DEADLY,
    /** The task, its batch or its tenant's work is cancelled. */
    CANCELLED,
    /** The engine or the model is disabled. */
    DISABLED,
    /** The task, its batch or its tenant's work is paused. */
    PAUSED,
    /** The batch or the tenant's work is in another lane now: it leaves from there. */
    MOVED;

    /** False where another ask may be let through. */
    public boolean isFinal() {
      return this != DISABLED && this != PAUSED && this != MOVED;
    }
  }
}
