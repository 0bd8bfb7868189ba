package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;

/**
 * Finds a call in its flow, where calls stand in the order in which they came: a handful of point
 * reads, however many wait.
 */
final class Places {
  static final int NOWHERE = -1;

  /** Calls that several lifecycles made at the same time may stand in any order. */
  private static final int ROUND = 500;

  private static final long SKEW_MS = 50;

  private Places() {}

  /** How many calls of the flow stand before a call; {@link #NOWHERE} where it isn't there. */
  static long ahead(Flow flow, Call sought, EngineState state) throws Exception {
    long from = firstSince(cameMs(sought) - SKEW_MS, flow, state);
    long to = Math.min(flow.tail(), from + ROUND);
    for (long place = from; place < to; place++) {
      Call call = state.call(flow.key(place));
      if (call.askId().equals(sought.askId())) {
        return place - flow.head();
      }
      if (cameMs(call) > cameMs(sought) + SKEW_MS) {
        return NOWHERE;
      }
    }
    return NOWHERE;
  }

  /** What had to wait for its time came into its flow then. */
  private static long cameMs(Call call) {
    return Math.max(call.createdAtMs(), call.notBeforeMs());
  }

  private static long firstSince(long ms, Flow flow, EngineState state) throws Exception {
    long low = flow.head();
    long high = flow.tail();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (cameMs(state.call(flow.key(middle))) < ms) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
