package io.chorus.ingress;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who wait for the result of a task; each is told once, by whoever knows it first.
 * Thread-safe.
 */
final class WaitingRoom implements AutoCloseable {
  private final Map<String, Set<Seat>> seats = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** A place for one who will wait for one task. */
  Seat seat() {
    return new Seat();
  }

  /**
   * @param result the stored bytes of the task's result
   */
  void tell(String taskId, byte[] result) {
    Set<Seat> told = seats.remove(taskId);
    if (told != null) {
      told.forEach(seat -> seat.tell(result));
    }
  }

  int waiting() {
    return seats.values().stream().mapToInt(Set::size).sum();
  }

  private static Set<Seat> union(Set<Seat> some, Set<Seat> others) {
    Set<Seat> all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }

  /** Sends everyone away, and whoever comes later. */
  @Override
  public void close() {
    closed = true;
    seats.values().forEach(all -> all.forEach(Seat::sendAway));
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
        seats.merge(id, Set.of(this), WaitingRoom::union);
        if (closed) {
          sendAway();
        }
      }
    }

    /** Nobody waits here any more. */
    synchronized void leave() {
      result.cancel(false);
      if (taskId != null) {
        seats.computeIfPresent(taskId, (id, all) -> without(all));
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

    private Set<Seat> without(Set<Seat> all) {
      Set<Seat> others = new HashSet<>(all);
      others.remove(this);
      return others.isEmpty() ? null : Set.copyOf(others);
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
