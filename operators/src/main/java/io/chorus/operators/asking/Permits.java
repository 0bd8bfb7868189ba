package io.chorus.operators.asking;

import io.chorus.contracts.EngineSpec;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The places at one engine. Urgent calls may take any, and go first; bulk calls leave some free
 * always. Whoever waits is served in the order of arrival. Thread-safe.
 */
final class Permits {
  private final int all;
  private final int forBulk;
  private final Queue<Runnable> urgentWaiting = new ArrayDeque<>();
  private final Queue<Runnable> bulkWaiting = new ArrayDeque<>();
  private int taken;
  private int takenByBulk;

  Permits(EngineSpec engine) {
    this.all = engine.permits();
    this.forBulk = engine.bulkPermits();
  }

  /** Runs the work once it has a place: at once on this thread, or later on one that frees one. */
  void take(boolean bulk, Runnable work) {
    if (takeNow(bulk, work)) {
      work.run();
    }
  }

  private synchronized boolean takeNow(boolean bulk, Runnable work) {
    Queue<Runnable> waiting = bulk ? bulkWaiting : urgentWaiting;
    if (!waiting.isEmpty() || !hasRoom(bulk)) {
      waiting.add(work);
      return false;
    }
    count(bulk, 1);
    return true;
  }

  /** Gives a place back, and to the next who waits. */
  void free(boolean bulk) {
    Runnable next = passOn(bulk);
    if (next != null) {
      next.run();
    }
  }

  private synchronized Runnable passOn(boolean bulk) {
    count(bulk, -1);
    boolean urgentNext = !urgentWaiting.isEmpty() && hasRoom(false);
    boolean bulkNext = !bulkWaiting.isEmpty() && hasRoom(true);
    if (!urgentNext && !bulkNext) {
      return null;
    }
    count(!urgentNext, 1);
    return urgentNext ? urgentWaiting.remove() : bulkWaiting.remove();
  }

  private boolean hasRoom(boolean bulk) {
    return taken < all && (!bulk || takenByBulk < forBulk);
  }

  private void count(boolean bulk, int change) {
    taken += change;
    takenByBulk += bulk ? change : 0;
  }

  synchronized int taken() {
    return taken;
  }
}
