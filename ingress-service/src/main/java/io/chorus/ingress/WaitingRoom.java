package io.chorus.ingress;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who wait for the result of a task; each is told once, by whoever knows it first.
 * Thread-safe.
 */
final class WaitingRoom implements AutoCloseable {
  private final Map<String, Seat> seats = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A place for one who will wait for one task. */
  Seat seat() {
    return new Seat();
  }

  /**
   * @param result the stored bytes of the task's result
   */
  void tell(String taskId, byte[] result) {
    Seat seat = seats.remove(taskId);
    if (seat != null) {
      seat.tell(result);
    }
  }

  int waiting() {
    return seats.size();
  }

  /** Sends everyone away, and whoever comes later. */
  @Override
  public void close() {
    closed = true;
    seats.values().forEach(Seat::sendAway);
  }

  /** Is taken and left by one, told by any. */
  final class Seat {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private String taskId;

    private Seat() {}

    /** From here on no result of the task is missed; without effect after {@link #leave}. */
    synchronized void take(String id) {
      if (!isOver()) {
        taskId = id;
        seats.put(id, this);
        if (closed) {
          sendAway();
        }
      }
    }

    /** Nobody waits here any more. */
    synchronized void leave() {
      result.cancel(false);
      if (taskId != null) {
        seats.remove(taskId, this);
      }
    }

    /** True when there is nothing left to wait for. */
    boolean isOver() {
      return result.isDone();
    }

    void tell(byte[] stored) {
      result.complete(stored);
    }

    void refuse(Refusal refusal) {
      result.completeExceptionally(refusal.asException());
    }

    private void sendAway() {
      refuse(Refusal.stopping());
    }

    /** Fails with a {@link RefusedException} where no result will come. */
    CompletableFuture<byte[]> result() {
      return result;
    }
  }
}
