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
 * @param deadlineMs Unix milliseconds: of a batch a time before which none of its waiting calls is
 *     due, else the start of the minute
 * @param head number of the first waiting call
 * @param tail number that the next call gets; equal to {@code head} when none waits
 * @param outstanding calls on their way
 * @param sinceMs Unix milliseconds before which none of the waiting calls came in
 * @param renewAt of a batch, number of the call at which its deadline is taken anew
 * @param laterDeadlineMs of a batch, Unix milliseconds of the earliest deadline from that call on
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
    long sinceMs,
    long renewAt,
    long laterDeadlineMs) {
  private static final int NUMBER_SHIFT = 32;

  static Flow empty(int number, FlowId id) {
    return new Flow(
        number,
        id.tenant(),
        id.lane(),
        id.batch(),
        id.model(),
        id.minuteMs(),
        0,
        0,
        0,
        0,
        0,
        Long.MAX_VALUE);
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

  /** A call comes in. */
  Flow appended(long cameMs, long callDeadlineMs) {
    long since = hasWaiting() ? sinceMs : cameMs;
    Flow longer = with(head, tail + 1, outstanding, since);
    if (batch == null) {
      return longer;
    }
    return hasWaiting()
        ? longer.due(
            Math.min(deadlineMs, callDeadlineMs),
            renewAt,
            Math.min(laterDeadlineMs, callDeadlineMs))
        : longer.due(callDeadlineMs, tail + 1, Long.MAX_VALUE);
  }

  /** The first call is dropped. */
  Flow dropped(long cameMs) {
    return with(head + 1, tail, outstanding, cameMs).renewed();
  }

  /** The first call leaves, having come in at a time. */
  Flow sent(long cameMs) {
    return with(head + 1, tail, outstanding + 1, cameMs).renewed();
  }

  Flow returned() {
    return with(head, tail, outstanding - 1, sinceMs);
  }

  /**
   * Once all that waited at the last renewal are gone, the deadline is that of those who came
   * since: it follows the calls without any of them being read, and is never too late for one.
   */
  private Flow renewed() {
    boolean isTime = batch != null && head == renewAt && hasWaiting();
    return isTime ? due(laterDeadlineMs, tail, Long.MAX_VALUE) : this;
  }

  private Flow with(long newHead, long newTail, int newOutstanding, long since) {
    return new Flow(
        number,
        tenant,
        lane,
        batch,
        model,
        deadlineMs,
        newHead,
        newTail,
        newOutstanding,
        since,
        renewAt,
        laterDeadlineMs);
  }

  private Flow due(long atMs, long newRenewAt, long later) {
    return new Flow(
        number,
        tenant,
        lane,
        batch,
        model,
        atMs,
        head,
        tail,
        outstanding,
        sinceMs,
        newRenewAt,
        later);
  }
}
