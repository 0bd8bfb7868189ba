package io.chorus.connector.rabbitmq;

/** How many bytes are held, and the wait of whoever would hold more. Thread-safe. */
final class ByteBudget {

  private final long max;
  private long held;
  private boolean open = true;

  ByteBudget(long max) {
    this.max = max;
  }

  synchronized void take(long bytes) {
    held += bytes;
  }

  synchronized void release(long bytes) {
    held -= bytes;
    notifyAll();
  }

  synchronized long held() {
    return held;
  }

  synchronized boolean exhausted() {
    return open && held >= max;
  }

  /** Waits until there is room; returns at once when the budget is lifted or at an interrupt. */
  synchronized void awaitRoom() {
    try {
      while (exhausted()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all waiting for good. */
  synchronized void lift() {
    open = false;
    notifyAll();
  }
}
