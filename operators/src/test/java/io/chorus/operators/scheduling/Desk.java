package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Hold;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Whereabouts;
import io.chorus.operators.Kit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** One engine's scheduler with a clock of its own. */
final class Desk implements Exits {
  StateInMemory state = new StateInMemory();
  final List<Call> left = new ArrayList<>();
  final List<Call> checked = new ArrayList<>();
  final List<Call> givenBack = new ArrayList<>();
  final List<Whereabouts> places = new ArrayList<>();
  QueueReport report;
  private final EngineSpec engine;
  private EngineScheduler scheduler;
  long now = Kit.NOW;

  Desk(EngineSpec engine) throws Exception {
    this.engine = engine;
    restart();
  }

  void restart() throws Exception {
    scheduler = new EngineScheduler("a", engine, state);
  }

  /** Goes on from a snapshot, which stays as it is. */
  void restore(StateInMemory snapshot) throws Exception {
    state = snapshot.copy();
    restart();
  }

  void add(Call call) throws Exception {
    scheduler.add(call, state, now, this);
  }

  void answered(Call call) throws Exception {
    free(call, null, true);
  }

  void failed(Call call, FailureClass failure) throws Exception {
    free(call, failure, true);
  }

  void unreached(Call call) throws Exception {
    free(call, FailureClass.TRANSIENT, false);
  }

  private void free(Call call, FailureClass failure, boolean sent) throws Exception {
    free(new Freed(call.taskId(), call.askId().toString(), failure, sent, false, 0));
  }

  void free(Freed freed) throws Exception {
    scheduler.free(freed, state, now, this);
  }

  void seek(Call call) throws Exception {
    scheduler.seek(new Sought(call, "who", false, 1), state, now, this);
  }

  void hold(Hold hold) throws Exception {
    scheduler.hold(hold, state, now, this);
  }

  /** Lets time go by; whatever was to happen meanwhile does. */
  void pass(long ms) throws Exception {
    long end = now + ms;
    while (!state.wakes.isEmpty() && state.wakes.first() <= end) {
      long at = state.wakes.pollFirst();
      now = Math.max(now, at);
      scheduler.wake(at, state, now, this);
    }
    now = end;
  }

  int outstanding(boolean bulk) {
    return scheduler.outstanding(bulk);
  }

  /** What has left since the last time. */
  List<Call> take() {
    List<Call> calls = List.copyOf(left);
    left.clear();
    return calls;
  }

  /** Has so many calls come back, one after the other; what left meanwhile. */
  List<Call> serve(int count) throws Exception {
    return serve(count, call -> true);
  }

  /** The same, of calls of one kind alone. */
  List<Call> serve(int count, Predicate<Call> kind) throws Exception {
    take();
    Deque<Call> onTheirWay = new ArrayDeque<>();
    state.sent.values().forEach(sent -> onTheirWay.add(state.call(sent.key())));
    onTheirWay.removeIf(kind.negate());
    List<Call> left = new ArrayList<>();
    for (int i = 0; i < count && !onTheirWay.isEmpty(); i++) {
      answered(onTheirWay.remove());
      List<Call> next = take();
      left.addAll(next);
      next.stream().filter(kind).forEach(onTheirWay::add);
    }
    return left;
  }

  @Override
  public void send(Call call) {
    left.add(call);
  }

  @Override
  public void check(Call call) {
    checked.add(call);
  }

  @Override
  public void giveBack(Call call, FailureClass failure, String detail) {
    givenBack.add(call);
  }

  @Override
  public void tell(QueueReport told) {
    report = told;
  }

  @Override
  public void tell(Whereabouts place) {
    places.add(place);
  }
}
