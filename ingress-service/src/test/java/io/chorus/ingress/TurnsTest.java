package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicReference<Thread> thread = new AtomicReference<>();

  private void work() {
    thread.set(Thread.currentThread());
    begun.incrementAndGet();
    ended.incrementAndGet();
  }

  @Test
  void onceItIsClosedNoTurnGoesOnAndNoneComes() {
    Turns turns = Turns.begin("turns", "not done", 1, this::work);
    await().until(() -> ended.get() > 1);

    turns.close();

    assertThat(begun.get()).isEqualTo(ended.get());
    await().until(() -> !thread.get().isAlive());
  }

  @Test
  void aTurnThatFailsIsNotTheLast() {
    Runnable failing =
        () -> {
          work();
          throw new IllegalStateException("the database is away");
        };

    Turns turns = Turns.begin("turns", "not done", 20, failing);

    await().until(() -> ended.get() > 1);
    turns.close();
  }
}
