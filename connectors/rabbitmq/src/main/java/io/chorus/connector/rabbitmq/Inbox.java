package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Delivered messages between the connection's threads and the task's, a buffer for each queue. The
 * broker bounds it: it delivers no more than the prefetch count before an ack. Thread-safe.
 */
final class Inbox {

  private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

  private final Object lock = new Object();
  private final WeightedChoice choice;
  private final List<Buffer> buffers;
  private CompletableFuture<Void> arrival = new CompletableFuture<>();
  private IOException failure;

  Inbox(List<QueueSpec> queues) {
    this.choice = new WeightedChoice(queues.stream().map(QueueSpec::weight).toList());
    this.buffers = queues.stream().map(queue -> new Buffer()).toList();
  }

  /** Starts the queue's next channel: all of the last one's deliveries are void. */
  long nextEpoch(int queue) {
    synchronized (lock) {
      return buffers.get(queue).nextEpoch();
    }
  }

  /** Voids the deliveries of a channel that is gone; no effect when it is not the last one. */
  void endEpoch(int queue, long epoch) {
    synchronized (lock) {
      if (isCurrent(queue, epoch)) {
        buffers.get(queue).nextEpoch();
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
      if (!isCurrent(delivery.queue(), delivery.epoch())) {
        return;
      }
      buffers.get(delivery.queue()).waiting.add(delivery);
      wake = arrival;
    }
    wake.complete(null);
  }

  /** Ends the reader: whatever is polled next throws this. */
  void fail(IOException cause) {
    CompletableFuture<Void> wake;
    synchronized (lock) {
      failure = failure == null ? cause : failure;
      wake = arrival;
    }
    wake.complete(null);
  }

  /**
   * The next message by the queues' weights, or null.
   *
   * @throws IOException when the reader has failed
   */
  Delivery poll() throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      int queue = choice.next(i -> !buffers.get(i).waiting.isEmpty());
      return queue < 0 ? null : buffers.get(queue).take();
    }
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

  private static final class Buffer {

    private final Queue<Delivery> waiting = new ArrayDeque<>();
    private long epoch;
    private int taken;

    private long nextEpoch() {
      waiting.clear();
      taken = 0;
      return ++epoch;
    }

    private Delivery take() {
      taken++;
      return waiting.remove();
    }
  }
}
