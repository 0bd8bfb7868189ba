package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * {@link EngineQueues} in keyed state: point reads and writes only, and nothing left once nothing
 * waits and nothing is on its way.
 */
final class KeyedQueues implements EngineQueues {
  private static final int LANE_SHIFT = 56;

  /** Times are kept in steps of this: calls of one step share one timer. */
  private static final long STEP_MS = 10;

  private final MapState<Long, Call> waiting;
  private final MapState<Long, List<Call>> postponed;
  private final MapState<String, Lane> outstanding;
  private final MapState<Lane, Counters> counters;
  private TimerService timers;

  KeyedQueues(RuntimeContext runtime) {
    TypeInformation<Call> call = TypeInformation.of(Call.class);
    TypeInformation<Lane> lane = TypeInformation.of(Lane.class);
    waiting = runtime.getMapState(map("waiting", BasicTypeInfo.LONG_TYPE_INFO, call));
    postponed =
        runtime.getMapState(map("postponed", BasicTypeInfo.LONG_TYPE_INFO, Types.LIST(call)));
    outstanding = runtime.getMapState(map("outstanding", BasicTypeInfo.STRING_TYPE_INFO, lane));
    counters = runtime.getMapState(map("counters", lane, TypeInformation.of(Counters.class)));
  }

  private static <K, V> MapStateDescriptor<K, V> map(
      String name, TypeInformation<K> key, TypeInformation<V> value) {
    return new MapStateDescriptor<>(name, key, value);
  }

  /** Timers can only be had from the element that is worked on. */
  KeyedQueues with(TimerService now) {
    timers = now;
    return this;
  }

  @Override
  public void append(Call call) throws Exception {
    Counters lane = of(call.lane());
    waiting.put(key(call.lane(), lane.tail()), call);
    set(call.lane(), lane.appended());
  }

  @Override
  public Call takeFirst(Lane lane) throws Exception {
    Counters ends = of(lane);
    if (!ends.hasWaiting()) {
      return null;
    }
    long key = key(lane, ends.head());
    Call call = waiting.get(key);
    waiting.remove(key);
    set(lane, ends.taken());
    return call;
  }

  @Override
  public void postpone(Call call) throws Exception {
    long at = Math.floorDiv(call.notBeforeMs() + STEP_MS - 1, STEP_MS) * STEP_MS;
    List<Call> calls = postponed.contains(at) ? postponed.get(at) : new ArrayList<>();
    calls.add(call);
    postponed.put(at, calls);
    timers.registerProcessingTimeTimer(at);
  }

  @Override
  public List<Call> takeDue(long atMs) throws Exception {
    List<Call> due = postponed.get(atMs);
    postponed.remove(atMs);
    return due == null ? List.of() : due;
  }

  @Override
  public void sent(Call call) throws Exception {
    String ask = call.askId().toString();
    if (!outstanding.contains(ask)) {
      outstanding.put(ask, call.lane());
      set(call.lane(), of(call.lane()).outstanding(1));
    }
  }

  @Override
  public boolean returned(String ask) throws Exception {
    Lane lane = outstanding.get(ask);
    if (lane == null) {
      return false;
    }
    outstanding.remove(ask);
    set(lane, of(lane).outstanding(-1));
    return true;
  }

  @Override
  public int outstanding(boolean bulk) throws Exception {
    int sum = 0;
    for (Lane lane : Lane.values()) {
      sum += lane.isBulk() == bulk ? of(lane).outstanding() : 0;
    }
    return sum;
  }

  private static long key(Lane lane, long number) {
    return (long) code(lane) << LANE_SHIFT | number;
  }

  /** Stored: never change what a lane has. */
  private static int code(Lane lane) {
    return switch (lane) {
      case PRIORITY -> 0;
      case STANDARD -> 1;
      case BATCH -> 2;
    };
  }

  private Counters of(Lane lane) throws Exception {
    Counters ends = counters.get(lane);
    return ends == null ? Counters.NONE : ends;
  }

  private void set(Lane lane, Counters ends) throws Exception {
    if (ends.isIdle()) {
      counters.remove(lane);
    } else {
      counters.put(lane, ends);
    }
  }
}
