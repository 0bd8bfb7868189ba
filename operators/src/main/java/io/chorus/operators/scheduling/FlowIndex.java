package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One engine's flows in the order in which their calls leave, and what is on its way by lane and by
 * tenant. Built from the stored flows, and no larger than they are. Used by one thread.
 */
final class FlowIndex {
  private final Map<FlowId, Flow> flows = new HashMap<>();
  private final Map<Integer, FlowId> ids = new HashMap<>();
  private final Map<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);
  private final Map<Lane, Integer> onTheirWay = new EnumMap<>(Lane.class);
  private final Map<String, Integer> ofTenants = new HashMap<>();
  private final BulkShares shares = new BulkShares();
  private int next;

  FlowIndex() {
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneQueue());
      onTheirWay.put(lane, 0);
    }
  }

  /** The flow with an id; a new one where there is none yet. */
  Flow flow(FlowId id, long deadlineMs) {
    Flow flow = flows.get(id);
    return flow == null
        ? Flow.empty(next, id, id.batch() == null ? id.minuteMs() : deadlineMs)
        : flow;
  }

  /** The flow with a number, which must exist. */
  Flow flow(int number) {
    return flows.get(ids.get(number));
  }

  /** Sets a flow in place of the one with its number; forgets it where it is idle. */
  void set(Flow flow) {
    Flow old = flows.get(flow.id());
    count(flow, flow.outstanding() - (old == null ? 0 : old.outstanding()));
    queue(flow, old != null && old.hasWaiting());
    if (flow.isIdle()) {
      flows.remove(flow.id());
      ids.remove(flow.number());
    } else {
      flows.put(flow.id(), flow);
      ids.put(flow.number(), flow.id());
    }
    next = flows.isEmpty() ? 0 : Math.max(next, flow.number() + 1);
  }

  private void count(Flow flow, int change) {
    onTheirWay.merge(flow.lane(), change, Integer::sum);
    ofTenants.merge(flow.tenant(), change, FlowIndex::sumOrNone);
  }

  private static Integer sumOrNone(int before, int change) {
    return before + change == 0 ? null : before + change;
  }

  private void queue(Flow flow, boolean hadWaiting) {
    LaneQueue lane = lanes.get(flow.lane());
    if (flow.hasWaiting()) {
      if (lane.isEmpty() && flow.lane().isBulk()) {
        shares.joins(flow.lane());
      }
      lane.set(flow);
    } else if (hadWaiting) {
      lane.remove(flow);
    }
  }

  /** The flow whose urgent (or bulk) call is to leave next, of tenants that may; null for none. */
  Flow next(boolean bulk, Predicate<String> mayLeave) {
    if (!bulk) {
      return lanes.get(Lane.PRIORITY).next(mayLeave);
    }
    Lane lane = shares.next();
    Flow flow = lanes.get(lane).next(mayLeave);
    Lane other = lane == Lane.STANDARD ? Lane.BATCH : Lane.STANDARD;
    return flow != null ? flow : lanes.get(other).next(mayLeave);
  }

  /**
   * A call of a flow has left.
   *
   * @param waitedMs for so long
   */
  void charge(Flow flow, long tokens, long waitedMs) {
    lanes.get(flow.lane()).charge(flow.tenant(), tokens);
    if (flow.lane().isBulk()) {
      shares.charge(flow.lane(), tokens, waitedMs);
    }
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  /** Urgent calls on their way, or bulk ones. */
  int outstanding(boolean bulk) {
    return bulk
        ? onTheirWay.get(Lane.STANDARD) + onTheirWay.get(Lane.BATCH)
        : onTheirWay.get(Lane.PRIORITY);
  }

  int outstanding(String tenant) {
    return ofTenants.getOrDefault(tenant, 0);
  }
}
