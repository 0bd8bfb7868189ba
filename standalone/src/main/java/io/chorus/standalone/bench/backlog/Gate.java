package io.chorus.standalone.bench.backlog;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;

/** Lets as many elements of a source pass as have been let, without a thread that waits. */
final class Gate<S extends SourceSplit> implements RateLimiter<S> {
  private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null);

  private long room;
  private CompletableFuture<Void> waiting;

  @Override
  public synchronized CompletionStage<Void> acquire(int elements) {
    if (room >= elements) {
      room -= elements;
      return OPEN;
    }
    waiting = new CompletableFuture<>();
    return waiting;
  }

  /** So many more may pass. */
  void let(long elements) {
    CompletableFuture<Void> passing = added(elements);
    if (passing != null) {
      passing.complete(null);
    }
  }

  private synchronized CompletableFuture<Void> added(long elements) {
    room += elements;
    CompletableFuture<Void> passing = waiting;
    if (passing == null || room < 1) {
      return null;
    }
    waiting = null;
    room--;
    return passing;
  }
}
