package io.chorus.contracts;

/**
 * Why an ask brought no answer. The class alone decides what happens next; the text beside it is
 * for people.
 */
public enum FailureClass {
  /** The account is over a short-term limit: wait as told, then ask the same engine again. */
  RATE_LIMITED(Next.SAME_ENGINE),
  /** The account's quota or money is used up: other accounts and engines go on. */
  QUOTA_EXHAUSTED(Next.OTHER_ENGINE),
  /** The engine sheds load. */
  OVERLOADED(Next.SAME_ENGINE),
  /** A server error, or no connection: the engine has said no, or was never reached. */
  TRANSIENT(Next.SAME_ENGINE),
  /** No (complete) answer by the deadline of the call. May have been billed. */
  TIMEOUT(Next.SAME_ENGINE),
  /** The request itself is wrong; no engine would take it. */
  CALLER_FAULT(Next.NOBODY),
  /** The engine declines the content; never asked again with it. */
  CONTENT_REFUSED(Next.OTHER_ENGINE),
  /** The account's credentials are refused. */
  AUTH(Next.OTHER_ENGINE),
  /** The engine no longer knows the model. */
  MODEL_GONE(Next.OTHER_ENGINE),
  /** Answered and billed, but not usable: truncated JSON, no choices, wrong content type. */
  GARBLED(Next.OTHER_ENGINE),
  /** Declined by the claim (task final, late, over budget, not allowed there). Burns no retry. */
  REFUSED(Next.NOBODY),
  /** Taken back by the scheduler before it was sent. Burns no retry. */
  WITHDRAWN(Next.REPLAN),
  /** The connection broke after the request may have left. May have been billed. */
  CUT_OFF(Next.SAME_ENGINE);

  /** Who is asked next after a failure. */
  public enum Next {
    SAME_ENGINE,
    OTHER_ENGINE,
    REPLAN,
    NOBODY
  }

  private final Next next;

  FailureClass(Next next) {
    this.next = next;
  }

  public Next next() {
    return next;
  }

  /** True where the failed ask counts against the retries of its slot. */
  public boolean burnsRetry() {
    return this != REFUSED && this != WITHDRAWN;
  }

  /**
   * True where the ask was cut off after it may have been sent: nobody here knows whether it was
   * billed. An error that the engine told is not ambiguous, nor is an answer that can't be used.
   */
  public boolean isAmbiguous() {
    return this == TIMEOUT || this == CUT_OFF;
  }
}
