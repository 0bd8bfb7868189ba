package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

  private static final long FIRST_NACK_PAUSE_MS = 10;
  private static final int MAX_DOUBLINGS = 7;

  /**
   * Bounds.
   *
   * @param maxCount messages in flight at the most
   * @param maxBytes bytes of their bodies at the most; a single larger one goes alone
   * @param timeout how long the task waits for room, or for all confirms, before it fails
   * @param blockedTimeout how long the broker may block publishers before the sink fails
   */
  record Limits(int maxCount, long maxBytes, Duration timeout, Duration blockedTimeout) {}

  private record Sent(OutgoingMessage message, long atNanos) {}

  private final Limits limits;
  private final Consumer<IOException> onFailure;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<OutgoingMessage> waiting = new ArrayDeque<>();
  private final NavigableMap<Long, Sent> unconfirmed = new TreeMap<>();
  private long bytes;
  private long epoch;
  private boolean connected;
  private boolean blocked;
  private long blockedAtNanos;
  private long pausedUntilNanos = System.nanoTime();
  private int nacksInARow;
  private long nacks;
  private long lastConfirmMs;
  private boolean closed;
  private IOException failure;

  /**
   * An empty window.
   *
   * @param onFailure told once, on any thread, when the sink has failed; must not wait
   */
  PublishWindow(Limits limits, Consumer<IOException> onFailure) {
    this.limits = limits;
    this.onFailure = onFailure;
  }

  // ---- the task's side

  /**
   * Hands a message over, when there is room.
   *
   * @throws IOException when the sink has failed, or no room came within the timeout
   */
  void add(OutgoingMessage message) throws IOException, InterruptedException {
    int size = message.body().length;
    lock.lockInterruptibly();
    try {
      await(() -> size() == 0 || (size() < limits.maxCount && bytes + size <= limits.maxBytes));
      // An idle sink is not failed for a block it did not feel.
      blockedAtNanos = size() == 0 ? System.nanoTime() : blockedAtNanos;
      waiting.add(message);
      bytes += size;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything is confirmed.
   *
   * @throws IOException when the sink has failed, or not all was confirmed within the timeout
   */
  void awaitConfirmed() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      await(() -> size() == 0);
    } finally {
      lock.unlock();
    }
  }

  /** Stops the publisher. What is in flight is forgotten. */
  void close() {
    locked(() -> closed = true);
  }

  // ---- the publisher's side

  boolean ended() {
    lock.lock();
    try {
      return closed || failure != null;
    } finally {
      lock.unlock();
    }
  }

  /** Starts the epoch of a new channel. */
  long connected() {
    lock.lock();
    try {
      resendUnconfirmed();
      connected = true;
      blocked = false;
      return ++epoch;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a message, and notes it as sent with this number: a confirm may arrive before the
   * publisher returns from sending.
   *
   * @return the message, or null when the channel is gone or the sink has ended
   */
  OutgoingMessage take(long ofEpoch, long sequence) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (connected && epoch == ofEpoch && !closed && failure == null) {
        long waitNanos = nanosToNext();
        if (waitNanos <= 0) {
          OutgoingMessage message = waiting.remove();
          unconfirmed.put(sequence, new Sent(message, System.nanoTime()));
          return message;
        }
        changed.awaitNanos(waitNanos);
        failWhenBlockedTooLong();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  // ---- the broker's side

  void confirmed(long ofEpoch, long sequence, boolean multiple) {
    locked(
        () -> {
          for (Sent sent : remove(ofEpoch, sequence, multiple)) {
            bytes -= sent.message.body().length;
            lastConfirmMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent.atNanos);
            nacksInARow = 0;
          }
        });
  }

  /** Sends refused messages again, after a pause that grows with each refusal in a row. */
  void refused(long ofEpoch, long sequence, boolean multiple) {
    locked(
        () -> {
          List<Sent> refused = remove(ofEpoch, sequence, multiple);
          resend(refused);
          if (!refused.isEmpty()) {
            nacks += refused.size();
            long pauseMs = FIRST_NACK_PAUSE_MS << Math.min(nacksInARow++, MAX_DOUBLINGS);
            pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
          }
        });
  }

  void lost(long ofEpoch) {
    locked(
        () -> {
          if (ofEpoch == epoch) {
            connected = false;
            resendUnconfirmed();
          }
        });
  }

  void blocked(long ofEpoch, boolean isBlocked) {
    locked(
        () -> {
          if (ofEpoch == epoch) {
            blockedAtNanos = blocked ? blockedAtNanos : System.nanoTime();
            blocked = isBlocked;
          }
        });
  }

  /** Ends the sink with the first cause given. */
  void fail(IOException cause) {
    locked(
        () -> {
          if (failure == null) {
            failure = cause;
            onFailure.accept(cause);
          }
        });
  }

  /**
   * A moment's state, for the metrics.
   *
   * @param inFlight messages added and not confirmed
   * @param nacks messages the broker has refused so far
   * @param lastConfirmMs milliseconds from sending to the confirm, of the last message confirmed
   */
  record Status(
      int inFlight, long inFlightBytes, boolean blocked, long nacks, long lastConfirmMs) {}

  Status status() {
    lock.lock();
    try {
      return new Status(size(), bytes, blocked, nacks, lastConfirmMs);
    } finally {
      lock.unlock();
    }
  }

  // ---- under the lock

  private int size() {
    return waiting.size() + unconfirmed.size();
  }

  private void await(BooleanSupplier condition) throws IOException, InterruptedException {
    long leftNanos = limits.timeout.toNanos();
    while (failure == null && !condition.getAsBoolean()) {
      if (leftNanos <= 0) {
        throw new IOException(
            "RabbitMQ left %d messages unconfirmed for %s%s"
                .formatted(size(), limits.timeout, connected ? "" : ", there is no connection"));
      }
      leftNanos = changed.awaitNanos(leftNanos);
    }
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private long nanosToNext() {
    if (size() == 0) {
      return Long.MAX_VALUE;
    }
    if (blocked) {
      return Math.max(1, blockedAtNanos + limits.blockedTimeout.toNanos() - System.nanoTime());
    }
    return waiting.isEmpty() ? Long.MAX_VALUE : pausedUntilNanos - System.nanoTime();
  }

  private void failWhenBlockedTooLong() {
    long blockedNanos = System.nanoTime() - blockedAtNanos;
    if (blocked && size() > 0 && blockedNanos >= limits.blockedTimeout.toNanos()) {
      fail(new IOException("RabbitMQ has blocked its publishers for " + limits.blockedTimeout));
    }
  }

  private List<Sent> remove(long ofEpoch, long sequence, boolean multiple) {
    if (ofEpoch != epoch) {
      return List.of();
    }
    NavigableMap<Long, Sent> covered =
        multiple
            ? unconfirmed.headMap(sequence, true)
            : unconfirmed.subMap(sequence, true, sequence, true);
    List<Sent> removed = new ArrayList<>(covered.values());
    covered.clear();
    return removed;
  }

  private void resendUnconfirmed() {
    resend(new ArrayList<>(unconfirmed.values()));
    unconfirmed.clear();
  }

  /** Puts messages in front, in their order. */
  private void resend(List<Sent> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      waiting.addFirst(messages.get(i).message);
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
