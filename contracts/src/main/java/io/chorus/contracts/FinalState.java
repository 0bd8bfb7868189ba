package io.chorus.contracts;

/** The four ways a task can end; every accepted task ends in exactly one of them. */
public enum FinalState {
  SUCCEEDED,
  FAILED,
  EXPIRED,
  CANCELLED
}
