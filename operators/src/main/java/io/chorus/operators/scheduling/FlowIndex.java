package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One engine's flows in the order in which their calls leave, and what is on its way by lane and by
 * tenant. Built from the stored flows, and no larger than they are. Used by one thread.
 */
final class FlowIndex {
  private final Map<FlowId, Flow> flows = new HashMap<>();
  private final Map<Integer, FlowId> ids = new HashMap<>();
  private final Map<Lane, LaneQueue> lanes = new EnumMap<>(Lane.class);
  private final Map<Integer, Lane> placed = new HashMap<>();
  private final Map<String, Integer> ofTenants = new HashMap<>();
  private final BulkShares shares = new BulkShares();
  private final Function<Flow, Lane> laneOf;
  private int next;

  /**
   * An empty index.
   *
   * @param laneOf where a flow waits; null where nothing of it may leave
   */
  FlowIndex(Function<Flow, Lane> laneOf) {
    this.laneOf = laneOf;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneQueue());
    }
  }

  /** The flow with an id; a new one where there is none yet. */
  Flow flow(FlowId id) {
    Flow flow = flows.get(id);
    return flow == null ? Flow.empty(next, id) : flow;
  }

  /** The flow with an id, or null. */
  Flow find(FlowId id) {
    return flows.get(id);
  }

  /** The flow with a number, which must exist. */
  Flow flow(int number) {
    return flows.get(ids.get(number));
  }

  /** Sets a flow in place of the one with its number; forgets it where it is idle. */
  void set(Flow flow) {
    Flow old = flows.get(flow.id());
    count(flow.tenant(), flow.outstanding() - (old == null ? 0 : old.outstanding()));
    place(old, flow, flow.hasWaiting() ? laneOf.apply(flow) : null);
    if (flow.isIdle()) {
      flows.remove(flow.id());
      ids.remove(flow.number());
    } else {
      flows.put(flow.id(), flow);
      ids.put(flow.number(), flow.id());
    }
    next = flows.isEmpty() ? 0 : Math.max(next, flow.number() + 1);
  }

  private void count(String tenant, int change) {
    ofTenants.merge(tenant, change, FlowIndex::sumOrNone);
  }

  private static Integer sumOrNone(int before, int change) {
    return before + change == 0 ? null : before + change;
  }

  private void place(Flow old, Flow flow, Lane lane) {
    Lane before = lane == null ? placed.remove(flow.number()) : placed.put(flow.number(), lane);
    if (before != null) {
      lanes.get(before).remove(old);
    }
    if (lane != null) {
      lanes.get(lane).add(flow);
    }
  }

  /** The flow whose urgent (or bulk) call is to leave next, of tenants that may; null for none. */
  Flow next(boolean bulk, Predicate<String> mayLeave) {
    if (!bulk) {
      return lanes.get(Lane.PRIORITY).next(mayLeave);
    }
    Lane lane = shares.next();
    Flow flow = lanes.get(lane).next(mayLeave);
    if (flow != null) {
      return flow;
    }
    shares.passes(lane);
    return lanes.get(lane == Lane.STANDARD ? Lane.BATCH : Lane.STANDARD).next(mayLeave);
  }

  /**
   * The first call of a flow is about to leave.
   *
   * @param waitedMs for so long
   */
  void charge(Flow flow, long tokens, long waitedMs) {
    Lane lane = lane(flow);
    lanes.get(lane).charge(flow.tenant(), tokens);
    if (lane.isBulk()) {
      shares.charge(lane, tokens, waitedMs);
    }
  }

  /** The lane that a flow waits in; null where nothing of it may leave, or nothing waits. */
  Lane lane(Flow flow) {
    return placed.get(flow.number());
  }

  Collection<Flow> flows() {
    return flows.values();
  }

  boolean isEmpty() {
    return flows.isEmpty();
  }

  /** Calls of a tenant that are on their way. */
  int outstanding(String tenant) {
    return ofTenants.getOrDefault(tenant, 0);
  }
}
