package io.chorus.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * Reads of whole tables, which may take minutes: one at a time, a few wait, and who comes then is
 * refused. Thread-safe.
 */
final class LongReads {
  /** The one that is read, too. */
  static final int MOST = 4;

  private final Semaphore room = new Semaphore(MOST);
  private final WorkerExecutor thread;

  LongReads(Vertx vertx, String name) {
    this.thread = vertx.createSharedWorkerExecutor(name, 1);
  }

  /** Fails with a {@link RefusedException} where there is no room. */
  <T> Future<T> read(Callable<T> query) {
    return room.tryAcquire()
        ? thread.executeBlocking(query, false).onComplete(read -> room.release())
        : Future.failedFuture(Refusal.busy().asException());
  }
}
