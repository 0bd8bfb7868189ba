package io.chorus.operators.limits;

import io.chorus.contracts.FailureClass;

/**
 * Whether a call may leave.
 *
 * @param room null where it may not
 * @param failure null where it may
 * @param retryAfterMs how long until there may be room, in milliseconds
 */
public record Entry(Room room, FailureClass failure, long retryAfterMs) {

  static Entry into(Room room) {
    return new Entry(room, null, 0);
  }

  static Entry refused(FailureClass failure, long retryAfterMs) {
    return new Entry(null, failure, retryAfterMs);
  }
}
