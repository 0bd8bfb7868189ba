package io.chorus.operators.asking;

import io.chorus.contracts.Answer;

/**
 * What the ledger says to a call that wants to leave.
 *
 * @param answer what was recorded before, addressed to this call; null unless {@link Kind#REPLAY}
 * @param reason null unless {@link Kind#REFUSED} or {@link Kind#WITHDRAWN}
 */
public record Claimed(Kind kind, Answer answer, String reason) {
  public static final Claimed GRANTED = new Claimed(Kind.GRANTED, null, null);
  public static final Claimed HELD = new Claimed(Kind.HELD, null, null);
  public static final Claimed SUSPECT = new Claimed(Kind.SUSPECT, null, null);

  public static Claimed replay(Answer answer) {
    return new Claimed(Kind.REPLAY, answer, null);
  }

  /**
   * @param reason one word, as the lifecycle reads it: {@code FINAL}, {@code LATE} or {@code
   *     CANCELLED}
   */
  public static Claimed refused(String reason) {
    return new Claimed(Kind.REFUSED, null, reason);
  }

  /**
   * @param reason one word, as the lifecycle reads it: {@code PAUSED}, {@code DISABLED} or {@code
   *     MOVED}
   */
  public static Claimed withdrawn(String reason) {
    return new Claimed(Kind.WITHDRAWN, null, reason);
  }

  /** What to do. */
  public enum Kind {
    /** Send it; then record what comes of it, or release it unsent. */
    GRANTED,
    /** Someone has it on the way: ask again later. */
    HELD,
    /** Processes have died with it on its way: ask again when no other such is on its way. */
    SUSPECT,
    /** Don't send it: here is the answer. */
    REPLAY,
    /** Never send it. */
    REFUSED,
    /** Not now: the task may ask again. */
    WITHDRAWN
  }
}
