package io.chorus.ingress;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Work that is done again and again; a turn that comes while the last one still goes on is left
 * out, so that slow work never queues. Thread-safe.
 */
final class Turns {
  private final Supplier<Future<Void>> work;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * @param work begins a turn; completes, one way or another, when it has ended
   */
  Turns(Supplier<Future<Void>> work) {
    this.work = work;
  }

  void next() {
    if (busy.compareAndSet(false, true)) {
      var unused = work.get().onComplete(ended -> busy.set(false));
    }
  }
}
