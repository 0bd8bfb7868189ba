package io.chorus.standalone.bench;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** Sends as many tasks as end, so that always so many are unfinished. Thread-safe. */
public final class Backlog implements AutoCloseable {
  private static final long PAUSE_NANOS = 1_000_000;

  private final TaskProducer producer;
  private final ResultCounter results;
  private final LongFunction<TaskProducer.Wish> wishes;
  private final AtomicLong sent = new AtomicLong();
  private final BenchThread thread = new BenchThread("bench-backlog", this::feed);
  private volatile long unfinished;
  private volatile boolean closing;

  /**
   * Sends nothing yet.
   *
   * @param results those of these tasks, and of no others
   * @param wishes of each task, by its number
   */
  public Backlog(
      TaskProducer producer, ResultCounter results, LongFunction<TaskProducer.Wish> wishes) {
    this.producer = producer;
    this.results = results;
    this.wishes = wishes;
    thread.start();
  }

  /** From now on so many are unfinished; fewer only as they end. */
  public void keep(long tasks) {
    unfinished = tasks;
  }

  /**
   * Tasks sent so far.
   *
   * @throws IllegalStateException where no more are sent, though they should be
   */
  public long sent() {
    thread.check();
    return sent.get();
  }

  private void feed() {
    while (!closing) {
      if (sent.get() - results.count() < unfinished) {
        producer.send(wishes.apply(sent.getAndIncrement()), Instant.now(), id -> {});
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Sends nothing more, whatever ends. */
  public void stop() {
    closing = true;
    thread.join();
  }
}
