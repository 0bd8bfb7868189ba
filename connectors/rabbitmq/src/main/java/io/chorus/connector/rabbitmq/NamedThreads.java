package io.chorus.connector.rabbitmq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads named {@code <prefix>-<number>}. */
final class NamedThreads implements ThreadFactory {

  private final String prefix;
  private final AtomicInteger number = new AtomicInteger();

  NamedThreads(String prefix) {
    this.prefix = prefix;
  }

  /** One thread for a client's callbacks: what the client still tells after its end is dropped. */
  static ExecutorService callbacks(String prefix) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        new NamedThreads(prefix),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, prefix + "-" + number.getAndIncrement());
    thread.setDaemon(true);
    return thread;
  }
}
