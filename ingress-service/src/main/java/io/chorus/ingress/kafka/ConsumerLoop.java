package io.chorus.ingress.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer on a thread of its own: polled until it is closed, and again after a pause where Kafka
 * can't be read. Thread-safe.
 */
public final class ConsumerLoop implements AutoCloseable {
  public static final Duration POLL = Duration.ofMillis(500);

  /** Before another try, where Kafka can't be read. */
  public static final long PAUSE_MS = 500;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Runnable step;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param consumer closed with the loop; used by its thread alone from {@link #start} on
   * @param step one poll and what follows from it; may throw what the consumer throws
   */
  public ConsumerLoop(String thread, KafkaConsumer<String, byte[]> consumer, Runnable step) {
    this.consumer = consumer;
    this.step = step;
    this.thread = new Thread(this::run, thread);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        step();
      }
    } finally {
      close(consumer);
    }
  }

  private void step() {
    try {
      polled();
    } catch (WakeupException e) {
      LOG.debug("closing", e);
    }
  }

  private void polled() {
    try {
      step.run();
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("{}: Kafka can't be read now: {}", thread.getName(), e.toString());
      pause();
    }
  }

  /**
   * Waits before another try. For a step only.
   *
   * @throws WakeupException where there is to be none
   */
  public void pause() {
    try {
      if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
        throw new WakeupException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
      throw new WakeupException();
    }
  }

  /** Closes a consumer, and doesn't wait long for a broker that is away. */
  public static void close(KafkaConsumer<String, byte[]> consumer) {
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(2 * CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
