package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchFinals;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.FileTable;
import io.chorus.contracts.BatchLines;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.TaskValidator;
import io.chorus.ingress.store.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on batches, step by step: has their tasks given to Kafka, counts how they end, and has
 * written what came of them. Any replica takes over what another leaves: the ids of tasks and files
 * follow from the batch, so whatever is done twice is done once. Thread-safe.
 */
final class BatchWorker implements AutoCloseable {
  static final int MOST_LINES = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);
  private static final long TICK_MS = 500;
  private static final long LEASE_MS = 60_000;
  private static final long REST_MS = 1_000;

  /** To count the ends of a large batch takes longer, so it is done less often. */
  private static final int LINES_A_MS = 10;

  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "batches"));
  private final BatchTable batches;
  private final BatchFinals finals;
  private final FileStore store;
  private final BatchFeeder feeder;
  private final BatchFiles writer;
  private final Clock clock;
  private volatile boolean closing;

  BatchWorker(
      BatchTable batches,
      BatchFinals finals,
      FileTable files,
      FileStore store,
      TaskValidator validator,
      Acceptance acceptance,
      Quotas quotas,
      Clock clock) {
    OpenBatches open = new OpenBatches(store, validator);
    this.batches = batches;
    this.finals = finals;
    this.store = store;
    this.feeder = new BatchFeeder(open, acceptance, quotas, this::kept, clock);
    this.writer = new BatchFiles(finals, files, store, open, clock);
    this.clock = clock;
  }

  BatchWorker begin() {
    var unused = thread.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    return this;
  }

  private void tick() {
    try {
      long now = clock.millis();
      Optional<Batch> next = batches.claim(owner, now, now + LEASE_MS);
      while (next.isPresent() && !closing) {
        work(next.get());
        next = batches.claim(owner, clock.millis(), clock.millis() + LEASE_MS);
      }
    } catch (RuntimeException e) {
      LOG.warn("batches rest: {}", e.toString());
    }
  }

  /** Then leaves it for a moment to whoever comes first; what went wrong, until its lease ends. */
  private void work(Batch batch) {
    try {
      Batch done = step(batch);
      batches.save(done, owner, clock.millis() + REST_MS + done.total() / LINES_A_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("{} rests", batch.batchId(), e);
    }
  }

  private Batch step(Batch batch) throws Exception {
    try {
      return switch (batch.status()) {
        case VALIDATING -> counted(batch);
        case IN_PROGRESS -> followed(isLate(batch) ? feeder.settle(batch) : feeder.feed(batch));
        case CANCELLING -> followed(feeder.settle(batch));
        case FINALIZING -> written(batch);
        default -> batch;
      };
    } catch (NoSuchFileException e) {
      if (batch.status() == Status.FINALIZING || batch.status() == Status.CANCELLING) {
        throw e;
      }
      LOG.warn("{} can't go on: {}", batch.batchId(), e.toString());
      return turned(batch, Status.FAILED, "the input file is gone");
    }
  }

  private boolean isLate(Batch batch) {
    return clock.millis() >= batch.expiresAtMs();
  }

  private Batch counted(Batch batch) throws IOException {
    int lines;
    try {
      lines = lines(batch);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (!isLate(batch)) {
        throw e;
      }
      return turned(batch, Status.EXPIRED, "the input file could not be read in time");
    }
    if (lines == 0 || lines > MOST_LINES) {
      String problem = lines == 0 ? "the file has no lines" : "the file has too many lines";
      return turned(batch, Status.FAILED, problem + "; allowed: 1 to " + MOST_LINES + " lines");
    }
    Batch counted = batch.ofLines(lines);
    var unused = kept(counted);
    return turned(counted, Status.IN_PROGRESS, null);
  }

  private int lines(Batch batch) throws IOException {
    int lines = 0;
    try (InputStream in = store.open(batch.tenant(), batch.inputFileId())) {
      BatchLines reader = new BatchLines(in);
      while (lines <= MOST_LINES && reader.next().isPresent()) {
        lines++;
      }
    }
    return lines;
  }

  /** Counts how the tasks ended, and moves on when all have that were asked or ever will be. */
  private Batch followed(Batch batch) throws IOException {
    Map<FinalState, Integer> ended = finals.count(batch);
    int completed = ended.getOrDefault(FinalState.SUCCEEDED, 0);
    int all = ended.values().stream().mapToInt(Integer::intValue).sum();
    Batch counted = batch.counted(completed, all - completed);
    boolean cancelling = batch.status() == Status.CANCELLING;
    boolean isFed = batch.fed() == batch.total() || cancelling || isLate(batch);
    if (!isFed || batch.fed() < batch.given() || all < batch.fed() - batch.rejected()) {
      return counted;
    }
    var unused = kept(counted);
    if (cancelling) {
      writer.write(counted);
      return turned(counted, Status.CANCELLED, null);
    }
    return turned(counted, Status.FINALIZING, null);
  }

  private Batch written(Batch batch) throws IOException {
    boolean expired = writer.write(batch);
    return turned(
        batch, expired || batch.fed() < batch.total() ? Status.EXPIRED : Status.COMPLETED, null);
  }

  private Optional<Batch> kept(Batch batch) {
    return batches.save(batch, owner, clock.millis() + LEASE_MS);
  }

  private Batch turned(Batch batch, Status next, String problem) {
    return batches.turn(batch, next, problem, clock.millis()).orElse(batch);
  }

  /** Leaves its batches to whoever comes first. */
  @Override
  public void close() throws IOException {
    closing = true;
    feeder.stop();
    Threads.end(thread);
    feeder.close();
  }
}
