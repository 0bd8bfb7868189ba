package io.chorus.operators.asking;

import io.chorus.contracts.Answer;

/**
 * What the ledger says to a call that wants to leave.
 *
 * @param answer what was recorded before, addressed to the call; null unless {@link Kind#REPLAY}
 * @param reason why it may never leave; null unless {@link Kind#REFUSED}
 */
public record Claimed(Kind kind, Answer answer, String reason) {
  public static final Claimed GRANTED = new Claimed(Kind.GRANTED, null, null);
  public static final Claimed HELD = new Claimed(Kind.HELD, null, null);

  public static Claimed replay(Answer answer) {
    return new Claimed(Kind.REPLAY, answer, null);
  }

  public static Claimed refused(String reason) {
    return new Claimed(Kind.REFUSED, null, reason);
  }

  /** What to do with the call. */
  public enum Kind {
    /** Send it, once. */
    GRANTED,
    /** Pass on what is recorded. */
    REPLAY,
    /** Someone else has it on the way: ask the ledger again later. */
    HELD,
    /** Never send it. */
    REFUSED
  }
}
