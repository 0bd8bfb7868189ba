package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NamedThreadsTest {

  /**
   * The client tells of a cut connection on its own thread, which may be after the reader's end.
   */
  @Test
  void whatAClientTellsAfterTheEndIsDroppedAndNoError() {
    ExecutorService callbacks = NamedThreads.callbacks("test");
    AtomicBoolean told = new AtomicBoolean();
    callbacks.shutdownNow();

    assertThatCode(() -> callbacks.execute(() -> told.set(true))).doesNotThrowAnyException();
    assertThat(told).isFalse();
  }
}
