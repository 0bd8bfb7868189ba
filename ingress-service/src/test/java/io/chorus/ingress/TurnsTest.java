package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicReference<Thread> thread = new AtomicReference<>();

  private void work(CountDownLatch end) {
    thread.set(Thread.currentThread());
    begun.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    ended.incrementAndGet();
  }

  @Test
  void closingWaitsForTheTurnThatGoesOnAndNoOtherComes() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Turns turns = Turns.begin("turns", "not done", 1, () -> work(end));
    await().until(() -> begun.get() == 1);

    Thread closing = new Thread(turns::close);
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    end.countDown();
    closing.join();

    assertThat(ended).hasValue(1);
    await().until(() -> !thread.get().isAlive());
    assertThat(begun).hasValue(1);
  }

  @Test
  void aTurnThatFailsIsNotTheLast() {
    Runnable failing =
        () -> {
          work(new CountDownLatch(0));
          throw new IllegalStateException("the database is away");
        };

    Turns turns = Turns.begin("turns", "not done", 20, failing);

    await().until(() -> ended.get() > 1);
    turns.close();
  }
}
