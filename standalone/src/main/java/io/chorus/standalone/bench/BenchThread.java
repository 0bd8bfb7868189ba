package io.chorus.standalone.bench;

/** A thread that a bench depends on: what ends it early ends whoever looks for what it has done. */
final class BenchThread {
  private final Thread thread;
  private volatile Throwable fault;

  BenchThread(String name, Runnable work) {
    thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, why) -> fault = why);
  }

  void start() {
    thread.start();
  }

  /**
   * @throws IllegalStateException where it was ended by an exception or an error
   */
  void check() {
    if (fault != null) {
      throw new IllegalStateException(thread.getName() + " has ended: " + fault, fault);
    }
  }

  /** Returns when it has ended, or this thread is interrupted. */
  void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
