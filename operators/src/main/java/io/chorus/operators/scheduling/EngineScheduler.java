package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides when a call of one engine leaves: as many at a time as the engine's window has room for,
 * in the order of {@link FlowIndex}. Urgent and bulk calls have windows of their own, so that
 * urgent ones never wait for a place that bulk work holds. Used by one thread.
 */
final class EngineScheduler {
  static final long TICK_MS = 1_000;

  /** Calls that are taken out of the queues at a time: other engines want their turn. */
  static final int MOST_AT_ONCE = 1_000;

  private static final String GONE = "the catalog has no such engine any more";

  private final EngineSpec engine;
  private final ReturnRate returns = new ReturnRate();
  private final EngineHealth health = new EngineHealth();
  private final Valve valve = new Valve();
  private final FlowIndex index = new FlowIndex();
  private final Map<String, Sent> onTheirWay = new HashMap<>();
  private long tickAtMs;

  /**
   * Begins with what is remembered.
   *
   * @param engine null when the catalog has it no more: all of its calls are given back
   */
  EngineScheduler(EngineSpec engine, EngineState state) throws Exception {
    this.engine = engine;
    state.flows().forEach(index::set);
    state.outstanding().forEach(sent -> onTheirWay.put(sent.getKey(), sent.getValue()));
  }

  /** A call came in; it leaves now, waits for room, or waits for its time. */
  void add(Call call, EngineState state, long nowMs, Exits exits) throws Exception {
    if (call.notBeforeMs() > nowMs && engine != null) {
      state.postpone(call);
      return;
    }
    append(call, state);
    dispatch(state, nowMs, exits);
  }

  /** A call came back. */
  void free(Freed freed, EngineState state, long nowMs, Exits exits) throws Exception {
    Sent sent = onTheirWay.remove(freed.ask());
    if (sent == null) {
      return;
    }
    state.removeSent(freed.ask());
    state.removeCall(sent.key());
    put(index.flow(Flow.numberIn(sent.key())).returned(), state);
    if (engine != null) {
      learn(freed, nowMs);
    }
    dispatch(state, nowMs, exits);
  }

  private void learn(Freed freed, long nowMs) {
    returns.add(nowMs);
    health.observe(freed.taskId(), freed.failure(), freed.sent());
    if (freed.failure() == null) {
      valve.answered(engine.permits() + returns.ahead(engine.permits(), nowMs));
    } else if (health.isOut()) {
      valve.failed(nowMs);
    }
  }

  /** A time has come that was asked for. */
  void wake(long atMs, EngineState state, long nowMs, Exits exits) throws Exception {
    for (Call call : state.takeDue(atMs)) {
      append(call, state);
    }
    if (nowMs >= tickAtMs) {
      lookAfter(state, nowMs, exits);
    }
    dispatch(state, nowMs, exits);
  }

  private void lookAfter(EngineState state, long nowMs, Exits exits) throws Exception {
    for (Map.Entry<String, Sent> entry : onTheirWay.entrySet()) {
      Sent sent = entry.getValue();
      if (sent.checkAtMs() <= nowMs) {
        lookAt(state.call(sent.key()), exits);
        entry.setValue(sent.checked(nowMs));
        state.put(entry.getKey(), entry.getValue());
      }
    }
  }

  private void lookAt(Call call, Exits exits) {
    if (engine == null) {
      exits.giveBack(call, FailureClass.MODEL_GONE, GONE);
    } else {
      exits.check(call);
    }
  }

  private void append(Call call, EngineState state) throws Exception {
    Flow flow = index.flow(FlowId.of(call), call.deadlineMs());
    state.put(flow.key(flow.tail()), call);
    put(flow.appended(call.createdAtMs()), state);
  }

  private void dispatch(EngineState state, long nowMs, Exits exits) throws Exception {
    if (engine == null) {
      giveBack(state, nowMs, exits);
    } else {
      int ahead = returns.ahead(engine.permits(), nowMs);
      fill(false, engine.permits() + ahead, state, nowMs, exits);
      fill(true, engine.bulkPermits() + ahead, state, nowMs, exits);
    }
    tick(state, nowMs);
  }

  private void fill(boolean bulk, int window, EngineState state, long nowMs, Exits exits)
      throws Exception {
    int limit = valve.limit(nowMs);
    for (int taken = 0; taken < MOST_AT_ONCE && hasRoom(bulk, window, limit); taken++) {
      Flow flow = index.next(bulk, this::mayLeave);
      if (flow == null) {
        return;
      }
      take(flow, state, nowMs, exits);
    }
    if (hasRoom(bulk, window, limit)) {
      state.wakeAt(nowMs + 1);
    }
  }

  private boolean hasRoom(boolean bulk, int window, int limit) {
    return index.outstanding(bulk) < window && onTheirWay.size() < limit;
  }

  private boolean mayLeave(String tenant) {
    return index.outstanding(tenant) < engine.tenantLimit();
  }

  /** What is late already, or on its way already, is dropped: the task knows of it by itself. */
  private void take(Flow flow, EngineState state, long nowMs, Exits exits) throws Exception {
    long key = flow.key(flow.head());
    Call call = state.call(key);
    String ask = call.askId().toString();
    if (call.deadlineMs() <= nowMs || onTheirWay.containsKey(ask)) {
      state.removeCall(key);
      put(flow.dropped(call.createdAtMs()), state);
      return;
    }
    Sent sent = Sent.now(key, nowMs);
    onTheirWay.put(ask, sent);
    state.put(ask, sent);
    index.charge(flow, Math.max(1, call.estimatedTokens()), nowMs - call.createdAtMs());
    put(flow.sent(call.createdAtMs()), state);
    exits.send(call);
  }

  private void giveBack(EngineState state, long nowMs, Exits exits) throws Exception {
    for (int taken = 0; taken < MOST_AT_ONCE; taken++) {
      Flow flow = nextOfAll();
      if (flow == null) {
        return;
      }
      long key = flow.key(flow.head());
      Call call = state.call(key);
      state.removeCall(key);
      put(flow.dropped(call.createdAtMs()), state);
      exits.giveBack(call, FailureClass.MODEL_GONE, GONE);
    }
    state.wakeAt(nowMs + 1);
  }

  private Flow nextOfAll() {
    Flow urgent = index.next(false, tenant -> true);
    return urgent != null ? urgent : index.next(true, tenant -> true);
  }

  private void put(Flow flow, EngineState state) throws Exception {
    index.set(flow);
    if (flow.isIdle()) {
      state.removeFlow(flow.number());
    } else {
      state.put(flow);
    }
  }

  /** Something is looked at each second while there is anything at all. */
  private void tick(EngineState state, long nowMs) throws Exception {
    if (index.isEmpty()) {
      state.forget(tickAtMs);
      tickAtMs = 0;
    } else if (nowMs >= tickAtMs) {
      tickAtMs = nowMs + TICK_MS;
      state.wakeAt(tickAtMs);
    }
  }

  /** Calls that could leave. */
  int outstanding(boolean bulk) {
    return index.outstanding(bulk);
  }
}
