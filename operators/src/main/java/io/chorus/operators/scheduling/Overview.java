package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Whereabouts;
import io.chorus.contracts.Whereabouts.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one engine's scheduler knows of its work, put into words at a moment: a walk over the flows,
 * and over nothing that waits in them. Used by one thread.
 */
final class Overview {
  /** Batches that a report names: one for each is too many where there are tens of thousands. */
  static final int MOST_BATCHES = 1_000;

  private static final Comparator<Flow> IN_TURN =
      Comparator.comparingLong(Flow::deadlineMs).thenComparingInt(Flow::number);
  private static final Payload NO_CONTENT = Payload.of("");

  private final FlowIndex index;
  private final Forecast forecast;
  private final Map<Place, Long> before = new LinkedHashMap<>();
  private final Map<Group, Waits> waits = new LinkedHashMap<>();

  private record Place(String tenant, Lane lane) {}

  private record Group(String tenant, Lane lane, String batch, boolean paused) {}

  private Overview(FlowIndex index, Forecast forecast) {
    this.index = index;
    this.forecast = forecast;
  }

  /**
   * How it is now.
   *
   * @param perSecond calls that come back in a second; 0 where nothing can be expected
   */
  static Overview of(FlowIndex index, double perSecond, int inFlight, long nowMs) {
    Forecast forecast = new Forecast(perSecond, inFlight, nowMs);
    List<Flow> flows = index.flows().stream().sorted(IN_TURN).toList();
    for (Flow flow : flows) {
      Lane lane = index.lane(flow);
      if (lane != null) {
        forecast.add(lane, flow.tenant(), flow.waiting());
      }
    }
    Overview overview = new Overview(index, forecast);
    flows.forEach(overview::add);
    return overview;
  }

  private void add(Flow flow) {
    Lane lane = index.lane(flow);
    boolean paused = lane == null && flow.hasWaiting();
    Lane shown = lane == null ? flow.lane() : lane;
    long finishMs = paused ? 0 : forecast.finishMs(shown, flow.tenant(), countTo(flow, shown));
    waits.merge(
        new Group(flow.tenant(), shown, flow.batch(), paused),
        new Waits(
            flow.tenant(),
            shown,
            flow.batch(),
            paused,
            flow.waiting(),
            flow.outstanding(),
            flow.hasWaiting() ? flow.sinceMs() : 0,
            finishMs,
            flow.batch() == null ? 0 : flow.deadlineMs()),
        Overview::sum);
  }

  /** The tenant's calls in the lane up to the flow's last. */
  private long countTo(Flow flow, Lane lane) {
    return before.merge(new Place(flow.tenant(), lane), flow.waiting(), Long::sum);
  }

  private static Waits sum(Waits one, Waits other) {
    return new Waits(
        one.tenant(),
        one.lane(),
        one.batch(),
        one.paused(),
        one.waiting() + other.waiting(),
        one.inFlight() + other.inFlight(),
        oldest(one.sinceMs(), other.sinceMs()),
        Math.max(one.finishMs(), other.finishMs()),
        oldest(one.deadlineMs(), other.deadlineMs()));
  }

  private static long oldest(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  QueueReport report(
      String engine, long atMs, double perSecond, int window, boolean out, boolean disabled) {
    List<Waits> listed = new ArrayList<>();
    int batches = 0;
    for (Waits each : waits.values()) {
      batches += each.batch() == null ? 0 : 1;
      if (each.batch() == null || batches <= MOST_BATCHES) {
        listed.add(each);
      }
    }
    return new QueueReport(
        SchemaVersion.CURRENT,
        Hold.ALL_TENANTS,
        engine,
        atMs,
        perSecond,
        window,
        out,
        disabled,
        listed,
        Math.max(0, batches - MOST_BATCHES),
        NO_CONTENT);
  }

  /**
   * Where a waiting call is.
   *
   * @param ahead calls of its flow that leave before it
   */
  Whereabouts waiting(Sought sought, Flow flow, long ahead) {
    Lane lane = index.lane(flow);
    if (lane == null) {
      return of(sought, State.PAUSED, flow.lane(), 0, 0);
    }
    long nth = ahead + 1 + aheadOf(flow, lane);
    return of(sought, State.WAITING, lane, nth, forecast.finishMs(lane, flow.tenant(), nth));
  }

  private long aheadOf(Flow flow, Lane lane) {
    return index.flows().stream()
        .filter(other -> other.tenant().equals(flow.tenant()) && index.lane(other) == lane)
        .filter(other -> IN_TURN.compare(other, flow) < 0)
        .mapToLong(Flow::waiting)
        .sum();
  }

  /** A call that is on its way. */
  Whereabouts inFlight(Sought sought, Lane lane) {
    return of(sought, State.IN_FLIGHT, lane, 0, forecast.finishMs(lane, sought.call().tenant(), 0));
  }

  /** A call that is in none of the flows now. */
  static Whereabouts postponed(Sought sought) {
    State state = sought.paused() ? State.PAUSED : State.POSTPONED;
    return of(sought, state, sought.call().lane(), 0, 0);
  }

  private static Whereabouts of(
      Sought sought, State state, Lane lane, long position, long finishMs) {
    Call call = sought.call();
    return new Whereabouts(
        SchemaVersion.CURRENT,
        call.tenant(),
        sought.inquiry(),
        call.taskId(),
        sought.of(),
        call.engine(),
        lane,
        state,
        position,
        call.notBeforeMs(),
        finishMs,
        NO_CONTENT);
  }
}
