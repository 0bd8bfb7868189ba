package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Messages between the task, which adds them, the publisher, which takes and sends them, and the
 * broker, which confirms them. A message leaves it only when confirmed. Thread-safe.
 *
 * <p>A channel is an epoch: confirms of a channel that is gone are dropped, and what it left
 * unconfirmed is sent again.
 */
final class PublishWindow {

  private static final double AMPLE = 0.75;

  private final PublishLimits limits;
  private final Consumer<IOException> onFailure;
  private final InFlight inFlight = new InFlight();
  private final Brake brake;
  private long epoch;
  private boolean connected;
  private long lastConfirmMs;
  private boolean closed;
  private IOException failure;

  /**
   * An empty window.
   *
   * @param onFailure told once, on any thread, when the sink has failed; must not wait
   */
  PublishWindow(PublishLimits limits, Consumer<IOException> onFailure) {
    this.limits = limits;
    this.onFailure = onFailure;
    this.brake = new Brake(limits.blockedTimeout(), System::nanoTime);
  }

  // ---- the task's side

  /**
   * Hands a message over, when there is room.
   *
   * @throws IOException when the sink has failed, or no room came within the timeout
   */
  synchronized void add(OutgoingMessage message) throws IOException, InterruptedException {
    await(() -> hasRoomFor(message));
    replaced(message);
  }

  /**
   * Waits until everything is confirmed.
   *
   * @throws IOException when the sink has failed, or not all was confirmed within the timeout
   */
  synchronized void awaitConfirmed() throws IOException, InterruptedException {
    await(() -> inFlight.count() == 0);
  }

  /** Stops the publisher. What is in flight is forgotten. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  // ---- the publisher's side

  synchronized boolean ended() {
    return closed || failure != null;
  }

  /** Starts the epoch of a new channel. */
  synchronized long connected() {
    lost(epoch);
    connected = true;
    return ++epoch;
  }

  /**
   * Waits for a message, and notes it as sent with this number: a confirm may arrive before the
   * publisher returns from sending.
   *
   * @return the message, or null when the channel is gone or the sink has ended
   */
  synchronized OutgoingMessage take(long ofEpoch, long sequence) throws InterruptedException {
    while (connected && epoch == ofEpoch && !ended()) {
      long waitNanos = nanosToNext();
      if (waitNanos > 0) {
        wait(millis(waitNanos));
      } else if (brake.blocked()) {
        fail(new IOException("RabbitMQ has blocked its publishers for " + limits.blockedTimeout()));
      } else {
        return inFlight.send(sequence, System.nanoTime());
      }
    }
    return null;
  }

  // ---- the broker's side

  synchronized void confirmed(long ofEpoch, long sequence, boolean multiple) {
    if (ofEpoch == epoch) {
      long now = System.nanoTime();
      long sentAt = inFlight.confirm(sequence, multiple, now);
      lastConfirmMs = TimeUnit.NANOSECONDS.toMillis(now - sentAt);
      if (hasAmpleRoom()) {
        notifyAll();
      }
    }
  }

  /** Sends refused messages again, after a pause. */
  synchronized void refused(long ofEpoch, long sequence, boolean multiple) {
    if (ofEpoch == epoch) {
      brake.refuse(inFlight.refuse(sequence, multiple));
      notifyAll();
    }
  }

  /** Adds what is sent instead of a message that is about to be confirmed; needs no room. */
  synchronized void replaced(OutgoingMessage replacement) {
    if (inFlight.count() == 0) {
      brake.felt();
    }
    boolean first = !inFlight.hasWaiting();
    inFlight.add(replacement);
    if (first) {
      notifyAll();
    }
  }

  synchronized void lost(long ofEpoch) {
    if (ofEpoch == epoch) {
      connected = false;
      brake.block(false);
      inFlight.refuseAll();
      notifyAll();
    }
  }

  synchronized void blocked(long ofEpoch, boolean isBlocked) {
    if (ofEpoch == epoch) {
      brake.block(isBlocked);
      notifyAll();
    }
  }

  /** Ends the sink with the first cause given. */
  synchronized void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
      onFailure.accept(cause);
      notifyAll();
    }
  }

  /** For the metrics. */
  synchronized PublishStatus status() {
    return new PublishStatus(
        inFlight.count(),
        inFlight.bytes(),
        brake.blocked(),
        brake.blockedMs(),
        brake.refused(),
        lastConfirmMs);
  }

  private boolean hasRoomFor(OutgoingMessage message) {
    int count = inFlight.count();
    return count == 0
        || (count < limits.maxCount()
            && inFlight.bytes() + message.body().length <= limits.maxBytes());
  }

  /** A task woken for each place that gets free would be woken for each message. */
  private boolean hasAmpleRoom() {
    return inFlight.count() <= limits.maxCount() * AMPLE
        && inFlight.bytes() <= limits.maxBytes() * AMPLE;
  }

  private void await(BooleanSupplier condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limits.timeout().toNanos();
    while (failure == null && !condition.getAsBoolean()) {
      long leftNanos = deadline - System.nanoTime();
      if (leftNanos <= 0) {
        throw new IOException(
            "RabbitMQ left %d messages unconfirmed for %s%s"
                .formatted(
                    inFlight.count(),
                    limits.timeout(),
                    connected ? "" : ", there is no connection"));
      }
      wait(millis(leftNanos));
    }
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  /** Rounded up, so that nobody spins through a last millisecond. */
  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }

  private long nanosToNext() {
    boolean holdsBack = brake.blocked() && inFlight.count() > 0;
    return holdsBack || inFlight.hasWaiting() ? brake.nanosToGo() : Long.MAX_VALUE;
  }
}
