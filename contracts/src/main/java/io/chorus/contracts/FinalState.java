package io.chorus.contracts;

/** The four ways a task can end; every accepted task ends in exactly one of them. */
public enum FinalState {
  SUCCEEDED,
  FAILED,
  EXPIRED,
  CANCELLED;

  /** True for the ends that nobody wanted: such a task may be asked for again. */
  public boolean isUnanswered() {
    return this == FAILED || this == EXPIRED;
  }
}
