package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import java.util.Map;

/**
 * Decides when a call of one engine leaves: as many at a time as the engine's window has room for,
 * in the order of {@link FlowIndex}, unless {@link Holds} say otherwise. Urgent and bulk calls have
 * windows of their own, so that urgent ones never wait for a place that bulk work holds. Used by
 * one thread.
 */
final class EngineScheduler {
  static final long TICK_MS = 1_000;

  /** Calls that are taken out of the queues at a time: other engines want their turn. */
  static final int MOST_AT_ONCE = 1_000;

  /** What waits for its time is looked at so often: it may have been cancelled meanwhile. */
  private static final long LOOK_MS = 60_000;

  private final String name;
  private final EngineSpec engine;
  private final ReturnRate returns = new ReturnRate();
  private final EngineHealth health = new EngineHealth();
  private final Valve valve = new Valve();
  private final RoomWindow room = new RoomWindow();
  private final OnTheirWay onTheirWay = new OnTheirWay();
  private final Retries retries;
  private final Holds holds;
  private final FlowIndex index;
  private final Sweep sweep = new Sweep();
  private long tickAtMs;

  /**
   * Begins with what is remembered.
   *
   * @param engine null when the catalog has it no more: all of its calls are given back
   */
  EngineScheduler(String name, EngineSpec engine, EngineState state) throws Exception {
    this.name = name;
    this.engine = engine;
    this.holds = new Holds(name, engine);
    this.retries = new Retries(state);
    this.index = new FlowIndex(flow -> sweep.has(flow) ? null : holds.laneOf(flow));
    state.holds().forEach(holds::set);
    state.flows().forEach(this::place);
    state.outstanding().forEach(sent -> onTheirWay.put(sent.getKey(), sent.getValue()));
  }

  /** Puts a flow where it belongs under the present holds. */
  private void place(Flow flow) {
    if (flow.hasWaiting() && holds.endsSomeOf(flow)) {
      sweep.add(flow);
    }
    index.set(flow);
  }

  /** A call came in; it leaves now, waits for room, waits for its time, or is given back. */
  void add(Call call, EngineState state, long nowMs, Exits exits) throws Exception {
    if (!isPostponed(call, state, nowMs)) {
      enter(call, state, nowMs, exits);
      dispatch(state, nowMs, exits);
    }
  }

  /** Given back at once, a call that no other engine takes would come again at once. */
  private boolean isPostponed(Call call, EngineState state, long nowMs) throws Exception {
    boolean early = call.notBeforeMs() > nowMs && engine != null && !holds.isCancelled(call);
    if (early) {
      state.postpone(call, Math.min(call.notBeforeMs(), nowMs + LOOK_MS));
    }
    return early;
  }

  /** Too many are asked once more already: its task asks elsewhere, or later. */
  private void enter(Call call, EngineState state, long nowMs, Exits exits) throws Exception {
    if (isGivenBack(call, exits)) {
      return;
    }
    if (call.kind() == Call.Kind.RETRY && !retries.take(state, nowMs)) {
      exits.giveBack(call, FailureClass.WITHDRAWN, RetryBudget.USED_UP);
    } else {
      if (call.kind() == Call.Kind.RETRY) {
        state.wakeAt(Math.max(nowMs, tickAtMs));
      }
      append(call, state);
    }
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
    if (freed.isStored()) {
      return;
    }
    health.observe(freed.taskId(), freed.failure(), freed.sent());
    if (freed.failure() == null) {
      retries.answered();
      int window = engine.permits() + returns.ahead(engine.permits(), nowMs);
      valve.answered(window);
      room.answered(window);
    } else if (freed.foundNoRoom()) {
      room.noRoom(onTheirWay.count(true), freed.waitMs(), nowMs);
    } else if (health.isOut()) {
      valve.failed(nowMs);
    }
  }

  /** An operator wants something: one write, however much waits. */
  void hold(Hold hold, EngineState state, long nowMs, Exits exits) throws Exception {
    if (!holds.set(hold)) {
      return;
    }
    if (hold.isNone()) {
      state.removeHold(hold.key());
    } else {
      state.put(hold);
      if (Holds.endsAtMs(hold) != Holds.NEVER) {
        state.wakeAt(Holds.endsAtMs(hold));
      }
    }
    index.flows().stream().filter(flow -> holds.concerns(hold, flow)).toList().forEach(this::place);
    dispatch(state, nowMs, exits);
  }

  /** Somebody asks after a call. */
  void seek(Sought sought, EngineState state, long nowMs, Exits exits) throws Exception {
    Sent sent = onTheirWay.get(sought.call().askId().toString());
    if (sent != null) {
      exits.tell(overview(nowMs).inFlight(sought, sent.lane()));
      return;
    }
    Flow flow = index.find(FlowId.of(sought.call()));
    long ahead = flow == null ? Places.NOWHERE : Places.ahead(flow, sought.call(), state);
    exits.tell(
        ahead == Places.NOWHERE
            ? Overview.postponed(sought)
            : overview(nowMs).waiting(sought, flow, ahead));
  }

  private Overview overview(long nowMs) {
    double expected = health.isOut() ? 0 : returns.perSecond(nowMs);
    return Overview.of(index, expected, onTheirWay.count(), nowMs);
  }

  private void report(long nowMs, Exits exits) {
    int permits = engine == null ? 0 : engine.permits();
    exits.tell(
        overview(nowMs)
            .report(
                name,
                nowMs,
                returns.perSecond(nowMs),
                Math.min(valve.limit(nowMs), permits + returns.ahead(permits, nowMs)),
                health.isOut(),
                holds.isDisabled()));
  }

  /** A time has come that was asked for. */
  void wake(long atMs, EngineState state, long nowMs, Exits exits) throws Exception {
    for (Call call : state.takeDue(atMs)) {
      if (!isPostponed(call, state, nowMs)) {
        enter(call, state, nowMs, exits);
      }
    }
    for (String key : holds.forgetOld(nowMs)) {
      state.removeHold(key);
    }
    if (nowMs >= tickAtMs) {
      lookAfter(state, nowMs, exits);
    }
    dispatch(state, nowMs, exits);
  }

  private void lookAfter(EngineState state, long nowMs, Exits exits) throws Exception {
    for (Map.Entry<String, Sent> entry : onTheirWay.all()) {
      Sent sent = entry.getValue();
      if (sent.checkAtMs() <= nowMs) {
        lookAt(state.call(sent.key()).in(sent.lane()), exits);
        entry.setValue(sent.checked(nowMs));
        state.put(entry.getKey(), entry.getValue());
      }
    }
    dropLate(nowMs);
  }

  private void lookAt(Call call, Exits exits) {
    if (engine != null) {
      exits.check(call);
    } else {
      isGivenBack(call, exits);
    }
  }

  /** What is paused never gets its turn, and its deadlines pass all the same. */
  private void dropLate(long nowMs) {
    index.flows().stream()
        .filter(flow -> flow.hasWaiting() && index.lane(flow) == null)
        .filter(flow -> flow.deadlineMs() < nowMs)
        .forEach(sweep::add);
  }

  private void append(Call call, EngineState state) throws Exception {
    Flow flow = index.flow(FlowId.of(call));
    state.put(flow.key(flow.tail()), call);
    put(flow.appended(call.createdAtMs(), call.deadlineMs()), state);
  }

  private void dispatch(EngineState state, long nowMs, Exits exits) throws Exception {
    sweep(state, nowMs, exits);
    if (engine != null) {
      int ahead = returns.ahead(engine.permits(), nowMs);
      fill(false, engine.permits() + ahead, state, nowMs, exits);
      fill(true, room.limit(engine.bulkPermits() + ahead, nowMs), state, nowMs, exits);
      if (room.opensAtMs(nowMs) > 0) {
        state.wakeAt(room.opensAtMs(nowMs));
      }
    }
    tick(state, nowMs, exits);
  }

  private void fill(boolean bulk, int window, EngineState state, long nowMs, Exits exits)
      throws Exception {
    int limit = valve.limit(nowMs);
    for (int taken = 0; taken < MOST_AT_ONCE && hasRoom(bulk, window, limit); taken++) {
      Flow flow = index.next(bulk, tenant -> mayLeave(tenant, bulk));
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
    return onTheirWay.count(bulk) < window && onTheirWay.count() < limit;
  }

  private boolean mayLeave(String tenant, boolean bulk) {
    int limit = bulk ? engine.tenantBulkLimit() : engine.tenantLimit();
    return index.outstanding(tenant) < limit;
  }

  /** What is late already, or on its way already, is dropped: the task knows of it by itself. */
  private void take(Flow flow, EngineState state, long nowMs, Exits exits) throws Exception {
    long key = flow.key(flow.head());
    Call call = state.call(key);
    String ask = call.askId().toString();
    if (call.deadlineMs() <= nowMs || onTheirWay.has(ask) || isGivenBack(call, exits)) {
      drop(flow, call, state);
      return;
    }
    Lane lane = index.lane(flow);
    Sent sent = Sent.now(key, lane, nowMs);
    onTheirWay.put(ask, sent);
    state.put(ask, sent);
    index.charge(flow, Math.max(1, call.estimatedTokens()), nowMs - call.createdAtMs());
    put(flow.sent(call.createdAtMs()), state);
    exits.send(call.lane() == lane ? call : call.in(lane));
  }

  private void drop(Flow flow, Call call, EngineState state) throws Exception {
    state.removeCall(flow.key(flow.head()));
    put(flow.dropped(call.createdAtMs()), state);
  }

  private boolean isGivenBack(Call call, Exits exits) {
    Holds.Verdict verdict = holds.verdict(call);
    if (verdict != null) {
      exits.giveBack(call, verdict.failure(), verdict.detail());
    }
    return verdict != null;
  }

  private void sweep(EngineState state, long nowMs, Exits exits) throws Exception {
    if (sweep.begins(nowMs)) {
      int most = Sweep.MOST_AT_ONCE;
      while (most > 0 && !sweep.isEmpty()) {
        int ofOne = Math.min(most, Sweep.MOST_OF_ONE);
        most -= shorten(index.flow(sweep.next()), ofOne, state, nowMs, exits);
      }
    }
    if (!sweep.isEmpty()) {
      state.wakeAt(sweep.nextAtMs());
    }
  }

  /** Looks at the first calls of a flow up to one that may leave; at how many. */
  private int shorten(Flow flow, int most, EngineState state, long nowMs, Exits exits)
      throws Exception {
    Flow left = flow;
    int looks = 0;
    while (looks < most && sweep.has(left)) {
      Call call = state.call(left.key(left.head()));
      looks++;
      if (call.deadlineMs() <= nowMs || isGivenBack(call, exits)) {
        state.removeCall(left.key(left.head()));
        left = left.dropped(call.createdAtMs());
      } else {
        sweep.remove(left);
      }
      if (!left.hasWaiting()) {
        sweep.remove(left);
      }
    }
    if (left.head() == flow.head()) {
      index.set(flow);
    } else {
      put(left, state);
    }
    return looks;
  }

  private void put(Flow flow, EngineState state) throws Exception {
    index.set(flow);
    if (flow.isIdle()) {
      state.removeFlow(flow.number());
    } else {
      state.put(flow);
    }
  }

  /** Each second while there is anything at all, and once more. */
  private void tick(EngineState state, long nowMs, Exits exits) throws Exception {
    if (nowMs >= tickAtMs) {
      report(nowMs, exits);
      retries.remember(state, nowMs);
      tickAtMs = nowMs + TICK_MS;
      if (!index.isEmpty() || !retries.isFull()) {
        state.wakeAt(tickAtMs);
      }
    }
  }

  /** Calls that could leave. */
  int outstanding(boolean bulk) {
    return onTheirWay.count(bulk);
  }
}
