package io.chorus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void whatNeverComesEndsTheWaitWithItsName() {
    assertThatThrownBy(() -> Await.until("rain", Duration.ZERO, () -> false))
        .hasMessage("after 0 s still not: rain");
  }

  @Test
  void whatIsThereIsNotWaitedFor() {
    assertThatCode(() -> Await.until("rain", Duration.ZERO, () -> true)).doesNotThrowAnyException();
  }

  @Test
  void aThreadThatBrokeIsToldToWhoeverLooks() {
    BenchThread thread =
        new BenchThread(
            "counter",
            () -> {
              throw new NoClassDefFoundError("gone");
            });
    thread.start();
    thread.join();

    assertThatThrownBy(thread::check)
        .hasMessage("counter has ended: java.lang.NoClassDefFoundError: gone");
  }
}
