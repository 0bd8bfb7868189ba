package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Lane;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides when a call of one engine leaves: lanes in order, first in, first out in each, as many as
 * the engine's window has room for. Urgent and bulk calls have windows of their own, so that urgent
 * ones never wait for a place that bulk work holds. Used by one thread.
 */
final class SchedulerPolicy {
  private static final List<Lane> URGENT = List.of(Lane.PRIORITY);
  private static final List<Lane> BULK = List.of(Lane.STANDARD, Lane.BATCH);

  private final EngineSpec engine;
  private final ReturnRate returns = new ReturnRate();

  SchedulerPolicy(EngineSpec engine) {
    this.engine = engine;
  }

  /** A call came in; it leaves now, waits for room, or waits for its time. */
  void add(Call call, EngineQueues queues, long nowMs, Consumer<Call> out) throws Exception {
    if (call.notBeforeMs() > nowMs) {
      queues.postpone(call);
      return;
    }
    queues.append(call);
    dispatch(queues, nowMs, out);
  }

  /** A call came back. */
  void free(Freed freed, EngineQueues queues, long nowMs, Consumer<Call> out) throws Exception {
    if (queues.returned(freed.ask())) {
      returns.add(nowMs);
      dispatch(queues, nowMs, out);
    }
  }

  /** The time has come that calls were to wait for. */
  void wake(long atMs, EngineQueues queues, long nowMs, Consumer<Call> out) throws Exception {
    for (Call call : queues.takeDue(atMs)) {
      queues.append(call);
    }
    dispatch(queues, nowMs, out);
  }

  private void dispatch(EngineQueues queues, long nowMs, Consumer<Call> out) throws Exception {
    int ahead = returns.ahead(engine.permits(), nowMs);
    fill(engine.permits() + ahead, URGENT, queues, out);
    fill(engine.bulkPermits() + ahead, BULK, queues, out);
  }

  private static void fill(int window, List<Lane> lanes, EngineQueues queues, Consumer<Call> out)
      throws Exception {
    boolean bulk = lanes.get(0).isBulk();
    int room = window - queues.outstanding(bulk);
    for (Lane lane : lanes) {
      for (Call call; room > 0 && (call = queues.takeFirst(lane)) != null; room--) {
        queues.sent(call);
        out.accept(call);
      }
    }
  }
}
