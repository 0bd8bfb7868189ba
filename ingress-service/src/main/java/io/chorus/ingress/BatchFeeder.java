package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.contracts.Task;
import io.chorus.ingress.JudgedLines.Judged;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Gives the tasks of batches to Kafka, some lines at a time. How far that may have come is kept
 * before, and how far it has surely come afterwards: who goes on after a kill gives what is between
 * once more, which makes no second task, because the ids are the same. Not thread-safe.
 */
final class BatchFeeder implements Closeable {
  private static final int AT_ONCE = 250;
  private static final long MOST_CHARACTERS = 8 << 20;
  private static final long ACCEPTED_WITHIN_S = 30;

  private final OpenBatches open;
  private final Acceptance acceptance;
  private final Quotas quotas;
  private final Function<Batch, Optional<Batch>> keep;
  private final Clock clock;
  private volatile boolean stopping;

  /**
   * @param keep stores how far a batch is, and returns it as it is then; empty where it is somebody
   *     else's by now
   */
  BatchFeeder(
      OpenBatches open,
      Acceptance acceptance,
      Quotas quotas,
      Function<Batch, Optional<Batch>> keep,
      Clock clock) {
    this.open = open;
    this.acceptance = acceptance;
    this.quotas = quotas;
    this.keep = keep;
    this.clock = clock;
  }

  /** As far as the tenant's quota of waiting calls and the batch's time allow. */
  Batch feed(Batch batch) throws Exception {
    return feed(
        batch,
        batch.total(),
        tenant ->
            clock.millis() < batch.expiresAtMs()
                ? Math.min(AT_ONCE, quotas.roomToFeed(tenant))
                : 0);
  }

  /** No further than it may have come already. */
  Batch settle(Batch batch) throws Exception {
    return feed(batch, batch.given(), tenant -> AT_ONCE);
  }

  /** Ends after the lines that are on their way. */
  void stop() {
    stopping = true;
  }

  private Batch feed(Batch batch, int end, ToLongFunction<String> room) throws Exception {
    long most = room.applyAsLong(batch.tenant());
    if (batch.fed() >= end) {
      open.forget(batch);
      return batch;
    }
    if (most <= 0) {
      return batch;
    }
    Batch now = batch;
    JudgedLines lines = open.rest(batch);
    boolean waits = false;
    try {
      while (now.fed() < end && !waits) {
        List<Task> next = next(lines, end, most);
        Optional<Batch> kept = keep.apply(now.giving(lines.read()));
        if (kept.isEmpty() || lines.read() == now.fed()) {
          return now;
        }
        accept(batch.tenant(), next);
        kept = keep.apply(now.fed(lines.read(), lines.rejected()));
        now = kept.orElse(now);
        if (kept.isEmpty() || now.status() != batch.status() || stopping) {
          return now;
        }
        most = room.applyAsLong(batch.tenant());
        waits = most <= 0 && now.fed() < end;
      }
      if (waits) {
        open.keep(now, lines);
      }
      return now;
    } finally {
      if (!waits) {
        lines.close();
      }
    }
  }

  /** Lines that are no tasks count for nothing here. */
  private static List<Task> next(JudgedLines lines, int end, long most) throws IOException {
    List<Task> tasks = new ArrayList<>();
    long characters = 0;
    while (lines.read() < end && tasks.size() < most && characters <= MOST_CHARACTERS) {
      Optional<Judged> line = lines.next();
      if (line.isEmpty()) {
        return tasks;
      }
      Task task = line.get().task();
      if (task != null) {
        tasks.add(task);
        characters += task.payload().text().length();
      }
    }
    return tasks;
  }

  private void accept(String tenant, List<Task> tasks) throws Exception {
    quotas.fed(tenant, tasks.size());
    CompletableFuture.allOf(
            tasks.stream().map(acceptance::accept).toArray(CompletableFuture<?>[]::new))
        .get(ACCEPTED_WITHIN_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
