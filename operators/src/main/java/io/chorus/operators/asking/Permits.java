package io.chorus.operators.asking;

import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places at one engine: urgent work first and anywhere, bulk work only where the places kept
 * for urgent work stay free, whoever has the others: an urgent call that comes then finds one.
 * First come, first served within each. Thread-safe; no lock is held while a waiting one goes on.
 */
final class Permits {
  private final int all;
  private final int forBulk;
  private final Deque<CompletableFuture<Permit>> urgentWaiting = new ArrayDeque<>();
  private final Deque<CompletableFuture<Permit>> bulkWaiting = new ArrayDeque<>();
  private int taken;
  private boolean closed;

  Permits(int all, int forBulk) {
    this.all = all;
    this.forBulk = forBulk;
  }

  static Permits of(EngineSpec spec) {
    return new Permits(spec.permits(), spec.bulkPermits());
  }

  /** Completed, once there is a place, by whoever gave it back; cancelled by {@link #close}. */
  CompletableFuture<Permit> acquire(Lane lane) {
    CompletableFuture<Permit> permit = new CompletableFuture<>();
    if (enqueue(permit, lane.isBulk())) {
      grant();
    } else {
      permit.cancel(false);
    }
    return permit;
  }

  /** Nobody waits any longer; who has a place keeps it. */
  void close() {
    for (CompletableFuture<Permit> waiting : dismissed()) {
      waiting.cancel(false);
    }
  }

  private void grant() {
    for (Grant next = next(); next != null; next = next()) {
      next.to().complete(next.permit());
    }
  }

  private synchronized boolean enqueue(CompletableFuture<Permit> permit, boolean bulk) {
    return !closed && (bulk ? bulkWaiting : urgentWaiting).add(permit);
  }

  private synchronized List<CompletableFuture<Permit>> dismissed() {
    closed = true;
    List<CompletableFuture<Permit>> all = new ArrayList<>(urgentWaiting);
    all.addAll(bulkWaiting);
    urgentWaiting.clear();
    bulkWaiting.clear();
    return all;
  }

  private synchronized Grant next() {
    if (taken == all) {
      return null;
    }
    if (!urgentWaiting.isEmpty()) {
      return granted(urgentWaiting.remove());
    }
    return taken < forBulk && !bulkWaiting.isEmpty() ? granted(bulkWaiting.remove()) : null;
  }

  private Grant granted(CompletableFuture<Permit> to) {
    taken++;
    return new Grant(to, new Permit());
  }

  private synchronized void free() {
    taken--;
  }

  private record Grant(CompletableFuture<Permit> to, Permit permit) {}

  /** One place, for the time until it is given back. */
  final class Permit {
    private final AtomicBoolean givenBack = new AtomicBoolean();

    /** Only the first time counts. */
    void giveBack() {
      if (givenBack.compareAndSet(false, true)) {
        free();
        grant();
      }
    }
  }
}
