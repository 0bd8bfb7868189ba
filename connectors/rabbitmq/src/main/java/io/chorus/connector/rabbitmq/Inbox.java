package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Delivered messages between the connection's threads and the task's, a buffer for each queue. The
 * broker bounds their number: it delivers no more than the prefetch count before an ack. Their
 * bytes are bounded by the budget, for which the connection's reading thread waits. Thread-safe.
 */
final class Inbox {

  private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

  private final Object lock = new Object();
  private final ByteBudget budget;
  private final QueueChoice choice;
  private final List<Buffer> buffers;
  private CompletableFuture<Void> arrival = new CompletableFuture<>();
  private IOException failure;

  Inbox(SourceSettings settings) {
    this.budget = new ByteBudget(settings.maxBufferedBytes());
    this.choice = new QueueChoice(settings.queues(), settings.order(), settings.ageingFloor());
    this.buffers = settings.queues().stream().map(queue -> new Buffer()).toList();
  }

  /** The bytes of the bodies that wait to be taken. */
  ByteBudget budget() {
    return budget;
  }

  /** Starts the queue's next channel: all of the last one's deliveries are void. */
  long nextEpoch(int queue) {
    synchronized (lock) {
      Buffer buffer = buffers.get(queue);
      buffer.waiting.forEach(delivery -> budget.release(size(delivery)));
      buffer.waiting.clear();
      budget.forgetUnderway();
      buffer.taken = 0;
      return ++buffer.epoch;
    }
  }

  /** Voids the deliveries of a channel that is gone; no effect when it is not the last one. */
  void endEpoch(int queue, long epoch) {
    synchronized (lock) {
      if (isCurrent(queue, epoch)) {
        nextEpoch(queue);
      }
    }
  }

  boolean isCurrent(int queue, long epoch) {
    synchronized (lock) {
      return buffers.get(queue).epoch == epoch;
    }
  }

  /** Takes a delivery in, or drops it when it is of a channel that is gone. */
  void offer(Delivery delivery) {
    CompletableFuture<Void> wake;
    synchronized (lock) {
      budget.arrived(size(delivery));
      if (!isCurrent(delivery.queue(), delivery.epoch())) {
        return;
      }
      buffers.get(delivery.queue()).waiting.add(delivery);
      budget.take(size(delivery));
      wake = arrival;
    }
    wake.complete(null);
  }

  /** Ends the reader: whatever is polled next throws the cause. */
  void fail(IOException cause) {
    CompletableFuture<Void> wake;
    synchronized (lock) {
      failure = failure == null ? cause : failure;
      wake = arrival;
    }
    wake.complete(null);
  }

  /**
   * The next message in the queues' order, or null.
   *
   * @throws IOException when the reader has failed
   */
  Delivery poll() throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw failure;
      }
      int queue = choice.next(i -> !buffers.get(i).waiting.isEmpty());
      return queue < 0 ? null : take(buffers.get(queue));
    }
  }

  private Delivery take(Buffer buffer) {
    Delivery delivery = buffer.waiting.remove();
    buffer.taken++;
    budget.release(size(delivery));
    return delivery;
  }

  /** Completes when {@link #poll} has something. */
  CompletableFuture<Void> available() {
    synchronized (lock) {
      if (hasNext()) {
        return NOW;
      }
      arrival = arrival.isDone() ? new CompletableFuture<>() : arrival;
      return arrival;
    }
  }

  boolean hasNext() {
    synchronized (lock) {
      return failure != null || buffers.stream().anyMatch(buffer -> !buffer.waiting.isEmpty());
    }
  }

  /** Notes that messages taken from a channel were acked or rejected. */
  void settled(int queue, long epoch, int count) {
    synchronized (lock) {
      if (isCurrent(queue, epoch)) {
        buffers.get(queue).taken -= count;
      }
    }
  }

  /** Messages of a queue that were taken and wait for a checkpoint. */
  int taken(int queue) {
    synchronized (lock) {
      return buffers.get(queue).taken;
    }
  }

  /** Messages of all queues that the broker holds for this reader's acks. */
  int unacked() {
    synchronized (lock) {
      return buffers.stream().mapToInt(buffer -> buffer.taken + buffer.waiting.size()).sum();
    }
  }

  /** Messages of all queues that wait to be taken. */
  int buffered() {
    synchronized (lock) {
      return buffers.stream().mapToInt(buffer -> buffer.waiting.size()).sum();
    }
  }

  private static long size(Delivery delivery) {
    return delivery.message().body().length;
  }

  private static final class Buffer {

    private final Queue<Delivery> waiting = new ArrayDeque<>();
    private long epoch;
    private int taken;
  }
}
