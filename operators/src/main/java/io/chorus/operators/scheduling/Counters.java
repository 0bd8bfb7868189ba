package io.chorus.operators.scheduling;

/**
 * The ends of one lane's queue and what of it is on its way. Immutable.
 *
 * @param head number of the first waiting call
 * @param tail number that the next call gets; equal to {@code head} when none waits
 * @param outstanding calls on their way
 */
public record Counters(long head, long tail, int outstanding) {
  static final Counters NONE = new Counters(0, 0, 0);

  boolean isIdle() {
    return head == tail && outstanding == 0;
  }

  boolean hasWaiting() {
    return head < tail;
  }

  Counters appended() {
    return new Counters(head, tail + 1, outstanding);
  }

  Counters taken() {
    return new Counters(head + 1, tail, outstanding);
  }

  Counters outstanding(int change) {
    return new Counters(head, tail, outstanding + change);
  }
}
