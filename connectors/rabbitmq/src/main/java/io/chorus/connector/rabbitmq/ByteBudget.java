package io.chorus.connector.rabbitmq;

/**
 * How many bytes are held or on their way between the connection's threads, and the wait of whoever
 * would add more. Thread-safe.
 */
final class ByteBudget {

  private final long max;
  private long held;
  private long underway;
  private boolean open = true;

  ByteBudget(long max) {
    this.max = max;
  }

  /** Lets bytes in when there is room, and waits for it; not once lifted, nor when interrupted. */
  synchronized void admit(long bytes) {
    try {
      while (exhausted()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    underway += bytes;
  }

  /** Notes that admitted bytes are no longer on their way, kept or not. */
  synchronized void arrived(long bytes) {
    underway = Math.max(0, underway - bytes);
    notifyAll();
  }

  /** A channel's end may drop what is on its way untold: it is counted no longer. */
  synchronized void forgetUnderway() {
    underway = 0;
    notifyAll();
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
    return open && held + underway >= max;
  }

  /** Ends all waiting for good. */
  synchronized void lift() {
    open = false;
    notifyAll();
  }
}
