package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;

/**
 * The ends of one queue of calls to one model that leave first in, first out: a batch, or a
 * tenant's calls whose deadlines lie in the same minute. Stored; immutable.
 *
 * @param number of the flow within its engine, from 0; free again when the flow is gone
 * @param tenant whose calls
 * @param lane what the calls came with
 * @param batch its name, or null
 * @param model that is asked
 * @param deadlineMs Unix milliseconds: of a batch its first call's deadline, else the start of the
 *     minute
 * @param head number of the first waiting call
 * @param tail number that the next call gets; equal to {@code head} when none waits
 * @param outstanding calls on their way
 * @param sinceMs Unix milliseconds before which none of the waiting calls came in
 */
public record Flow(
    int number,
    String tenant,
    Lane lane,
    String batch,
    String model,
    long deadlineMs,
    long head,
    long tail,
    int outstanding,
    long sinceMs) {
  private static final int NUMBER_SHIFT = 32;

  static Flow empty(int number, FlowId id, long deadlineMs) {
    return new Flow(number, id.tenant(), id.lane(), id.batch(), id.model(), deadlineMs, 0, 0, 0, 0);
  }

  /** The key of the flow's call with a number: flow and number in one. */
  long key(long call) {
    return (long) number << NUMBER_SHIFT | call;
  }

  static int numberIn(long key) {
    return (int) (key >>> NUMBER_SHIFT);
  }

  FlowId id() {
    return new FlowId(tenant, lane, batch, model, batch == null ? deadlineMs : 0);
  }

  boolean isIdle() {
    return head == tail && outstanding == 0;
  }

  boolean hasWaiting() {
    return head < tail;
  }

  long waiting() {
    return tail - head;
  }

  Flow appended(long nowMs) {
    long since = hasWaiting() ? sinceMs : nowMs;
    return new Flow(
        number, tenant, lane, batch, model, deadlineMs, head, tail + 1, outstanding, since);
  }

  /** The first call is dropped. */
  Flow dropped(long cameMs) {
    return new Flow(
        number, tenant, lane, batch, model, deadlineMs, head + 1, tail, outstanding, cameMs);
  }

  /** The first call leaves, having come in at a time. */
  Flow sent(long cameMs) {
    return new Flow(
        number, tenant, lane, batch, model, deadlineMs, head + 1, tail, outstanding + 1, cameMs);
  }

  /** The first call goes to the end. */
  Flow rotated() {
    return new Flow(
        number, tenant, lane, batch, model, deadlineMs, head + 1, tail + 1, outstanding, sinceMs);
  }

  Flow returned() {
    return new Flow(
        number, tenant, lane, batch, model, deadlineMs, head, tail, outstanding - 1, sinceMs);
  }
}
