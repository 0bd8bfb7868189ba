package io.chorus.operators.asking;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits that a closing cuts short. Thread-safe. */
final class Pauses {
  private final ScheduledExecutorService worker;
  private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Pauses(ScheduledExecutorService worker) {
    this.worker = worker;
  }

  /** Completed by the worker after so many milliseconds; cancelled by {@link #close}. */
  CompletableFuture<Void> pause(long ms) {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    Runnable cut = () -> pause.cancel(false);
    cuts.add(cut);
    Future<?> alarm = worker.schedule(() -> pause.complete(null), ms, TimeUnit.MILLISECONDS);
    if (closed) {
      cut.run();
    }
    return pause.whenComplete(
        (over, early) -> {
          cuts.remove(cut);
          alarm.cancel(false);
        });
  }

  void close() {
    closed = true;
    cuts.forEach(Runnable::run);
  }
}
