package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;

/** {@link EngineState} in keyed state. Nothing is left once nothing waits or is on its way. */
final class KeyedEngineState implements EngineState {
  /** Times are kept in steps of this: calls of one step share one timer. */
  private static final long STEP_MS = 10;

  /** More would hold up everything else when their time comes; they wait for the next step. */
  private static final int MOST_IN_A_STEP = 10_000;

  private static final int NUMBER_BITS = 14;

  private final MapState<Integer, Flow> flows;
  private final MapState<Long, Call> calls;
  private final MapState<String, Sent> outstanding;
  private final MapState<String, Hold> holds;
  private final MapState<Long, Call> postponed;
  private final MapState<Long, Integer> steps;
  private final ValueState<RetryBudget> retries;
  private TimerService timers;

  KeyedEngineState(RuntimeContext runtime) {
    TypeInformation<Long> number = BasicTypeInfo.LONG_TYPE_INFO;
    flows = map(runtime, "flows", BasicTypeInfo.INT_TYPE_INFO, Flow.class);
    calls = map(runtime, "calls", number, Call.class);
    outstanding = map(runtime, "outstanding", BasicTypeInfo.STRING_TYPE_INFO, Sent.class);
    holds = map(runtime, "holds", BasicTypeInfo.STRING_TYPE_INFO, Hold.class);
    postponed = map(runtime, "postponed", number, Call.class);
    steps = map(runtime, "steps", number, Integer.class);
    retries =
        runtime.getState(
            new ValueStateDescriptor<>("retries", TypeInformation.of(RetryBudget.class)));
  }

  private static <K, V> MapState<K, V> map(
      RuntimeContext runtime, String name, TypeInformation<K> key, Class<V> value) {
    return runtime.getMapState(new MapStateDescriptor<>(name, key, TypeInformation.of(value)));
  }

  /** Timers can only be had from the element that is worked on. */
  KeyedEngineState with(TimerService now) {
    timers = now;
    return this;
  }

  @Override
  public Iterable<Flow> flows() throws Exception {
    return flows.values();
  }

  @Override
  public void put(Flow flow) throws Exception {
    flows.put(flow.number(), flow);
  }

  @Override
  public void removeFlow(int number) throws Exception {
    flows.remove(number);
  }

  @Override
  public Call call(long key) throws Exception {
    return calls.get(key);
  }

  @Override
  public void put(long key, Call call) throws Exception {
    calls.put(key, call);
  }

  @Override
  public void removeCall(long key) throws Exception {
    calls.remove(key);
  }

  @Override
  public Iterable<Map.Entry<String, Sent>> outstanding() throws Exception {
    return outstanding.entries();
  }

  @Override
  public void put(String ask, Sent sent) throws Exception {
    outstanding.put(ask, sent);
  }

  @Override
  public void removeSent(String ask) throws Exception {
    outstanding.remove(ask);
  }

  @Override
  public Iterable<Hold> holds() throws Exception {
    return holds.values();
  }

  @Override
  public void put(Hold hold) throws Exception {
    holds.put(hold.key(), hold);
  }

  @Override
  public void removeHold(String key) throws Exception {
    holds.remove(key);
  }

  @Override
  public RetryBudget retries() throws Exception {
    return retries.value();
  }

  @Override
  public void put(RetryBudget budget) throws Exception {
    retries.update(budget);
  }

  @Override
  public void removeRetries() {
    retries.clear();
  }

  @Override
  public void postpone(Call call, long untilMs) throws Exception {
    long step = Math.floorDiv(untilMs + STEP_MS - 1, STEP_MS);
    int number = postponedIn(step);
    while (number == MOST_IN_A_STEP) {
      number = postponedIn(++step);
    }
    postponed.put(key(step, number), call);
    steps.put(step, number + 1);
    timers.registerProcessingTimeTimer(step * STEP_MS);
  }

  @Override
  public List<Call> takeDue(long atMs) throws Exception {
    if (atMs % STEP_MS != 0) {
      return List.of();
    }
    long step = atMs / STEP_MS;
    List<Call> due = new ArrayList<>();
    for (int i = 0; i < postponedIn(step); i++) {
      due.add(postponed.get(key(step, i)));
      postponed.remove(key(step, i));
    }
    steps.remove(step);
    return due;
  }

  private int postponedIn(long step) throws Exception {
    Integer number = steps.get(step);
    return number == null ? 0 : number;
  }

  private static long key(long step, int number) {
    return step << NUMBER_BITS | number;
  }

  @Override
  public void wakeAt(long atMs) {
    timers.registerProcessingTimeTimer(atMs);
  }
}
