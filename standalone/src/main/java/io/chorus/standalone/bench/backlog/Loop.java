package io.chorus.standalone.bench.backlog;

import io.chorus.contracts.Call;
import io.chorus.operators.scheduling.Freed;
import io.chorus.operators.scheduling.Signal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The engines of {@link SchedulerAlone}: they answer at once, and for every call that leaves
 * another one comes in. One for this process; its job finds it here. Thread-safe.
 */
final class Loop {
  static final Gate<?> CALLS = new Gate<>();
  static final Gate<?> ANSWERS = new Gate<>();

  private static final Queue<Signal> BACK = new ConcurrentLinkedQueue<>();
  private static final AtomicLong LEFT = new AtomicLong();
  private static final AtomicLong KEPT = new AtomicLong();
  private static volatile boolean turning;

  private Loop() {}

  /** A call has left the scheduler. */
  static void left(Call call) {
    LEFT.incrementAndGet();
    BACK.add(
        new Signal(
            call.engine(),
            new Freed(call.taskId(), call.askId().toString(), null, true, false, 0),
            null,
            null));
    if (turning) {
      CALLS.let(1);
      ANSWERS.let(1);
    } else {
      KEPT.incrementAndGet();
    }
  }

  /** There is one for each element that {@link #ANSWERS} has let pass. */
  static Signal back() {
    return BACK.remove();
  }

  /** From now on what leaves comes back, and is replaced. */
  static void turn() {
    turning = true;
    long kept = KEPT.getAndSet(0);
    CALLS.let(kept);
    ANSWERS.let(kept);
  }

  /** From now on what leaves is kept. */
  static void halt() {
    turning = false;
  }

  /** Calls that have left so far. */
  static long count() {
    return LEFT.get();
  }
}
