package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;

/**
 * Which flow a call belongs to.
 *
 * @param batch its name, or null
 * @param model that is asked: an operator may disable it alone
 * @param minuteMs start of the minute that the deadline lies in; 0 for a batch, whose calls stay
 *     together whatever their deadlines
 */
record FlowId(String tenant, Lane lane, String batch, String model, long minuteMs) {
  private static final long MINUTE_MS = 60_000;

  static FlowId of(Call call) {
    long minute = call.deadlineMs() - Math.floorMod(call.deadlineMs(), MINUTE_MS);
    return new FlowId(
        call.tenant(), call.lane(), call.batch(), call.model(), call.batch() == null ? minute : 0);
  }
}
