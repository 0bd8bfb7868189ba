package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchFinals;
import io.chorus.connector.postgres.BatchFinals.Ended;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.StoredFile;
import io.chorus.contracts.BatchLines;
import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.ingress.JudgedLines.Judged;
import io.chorus.ingress.store.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on batches, line by line: gives their tasks to Kafka, counts how they end, and writes what
 * came of them. Any replica takes over what another leaves: the ids of tasks and files follow from
 * the batch, so whatever is done twice is done once. Thread-safe.
 */
final class BatchWorker implements AutoCloseable {
  static final int MOST_LINES = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(BatchWorker.class);
  private static final int AT_ONCE = 250;
  private static final long MOST_CHARACTERS = 8 << 20;
  private static final int PAGE = 100;
  private static final long TICK_MS = 500;
  private static final long LEASE_MS = 60_000;
  private static final long REST_MS = 1_000;

  /** To count the ends of a large batch takes longer, so it is done less often. */
  private static final int LINES_A_MS = 10;

  private static final long ACCEPTED_WITHIN_S = 30;
  private static final long CLOSE_S = 10;
  private static final String FIRST = new UUID(0, 0).toString();

  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "batches"));
  private final BatchTable batches;
  private final BatchFinals finals;
  private final FileTable files;
  private final FileStore store;
  private final OpenBatches open;
  private final Acceptance acceptance;
  private final Quotas quotas;
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
    this.batches = batches;
    this.finals = finals;
    this.files = files;
    this.store = store;
    this.open = new OpenBatches(store, validator);
    this.acceptance = acceptance;
    this.quotas = quotas;
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
    } catch (Exception e) {
      LOG.warn("batches rest: {}", e.toString());
    }
  }

  /** What can't be read any more can't be done. */
  private Batch failed(Batch batch, NoSuchFileException gone) {
    LOG.warn("{} can't go on: {}", batch.batchId(), gone.toString());
    return turned(batch, Status.FAILED, "the input file is gone");
  }

  /** Then leaves it for a moment to whoever comes first. */
  private void work(Batch batch) throws Exception {
    Batch done = step(batch);
    batches.save(done, owner, clock.millis() + REST_MS + done.total() / LINES_A_MS);
  }

  private Batch step(Batch batch) throws Exception {
    try {
      return switch (batch.status()) {
        case VALIDATING -> counted(batch);
        case IN_PROGRESS -> followed(fed(batch));
        case CANCELLING -> followed(batch);
        case FINALIZING -> written(batch);
        default -> batch;
      };
    } catch (NoSuchFileException e) {
      return failed(batch, e);
    }
  }

  private Batch counted(Batch batch, int lines) {
    Batch counted = with(batch, lines, 0, 0, 0, 0);
    var unused = kept(counted);
    return counted;
  }

  private Batch counted(Batch batch) throws IOException {
    int lines = 0;
    try (InputStream in = store.open(batch.tenant(), batch.inputFileId())) {
      BatchLines reader = new BatchLines(in);
      while (lines <= MOST_LINES && reader.next().isPresent()) {
        lines++;
      }
    }
    if (lines == 0 || lines > MOST_LINES) {
      String problem = lines == 0 ? "the file has no lines" : "the file has too many lines";
      return turned(batch, Status.FAILED, problem + "; allowed: 1 to " + MOST_LINES + " lines");
    }
    return turned(counted(batch, lines), Status.IN_PROGRESS, null);
  }

  /**
   * Goes on where it is known to have been, as far as the tenant's quota of waiting calls allows;
   * what was given twice has the same ids.
   */
  private Batch fed(Batch batch) throws Exception {
    long atOnce = Math.min(AT_ONCE, quotas.roomToFeed(batch.tenant()));
    if (batch.fed() == batch.total() || atOnce <= 0) {
      return batch;
    }
    Batch now = batch;
    long characters = 0;
    boolean waits = false;
    List<CompletableFuture<Task>> accepting = new ArrayList<>();
    JudgedLines lines = open.rest(batch);
    try {
      for (Optional<Judged> next = lines.next(); next.isPresent(); next = lines.next()) {
        if (next.get().task() != null) {
          accepting.add(acceptance.accept(next.get().task()));
          characters += next.get().task().payload().text().length();
        }
        if (accepting.size() >= atOnce
            || characters > MOST_CHARACTERS
            || lines.read() == batch.total()) {
          quotas.fed(batch.tenant(), accepting.size());
          await(accepting);
          characters = 0;
          Optional<Batch> kept =
              kept(
                  with(
                      now,
                      now.total(),
                      lines.read(),
                      lines.rejected(),
                      now.completed(),
                      now.failed()));
          if (kept.isEmpty() || kept.get().status() != Status.IN_PROGRESS || closing) {
            return kept.orElse(batch);
          }
          now = kept.get();
          atOnce = Math.min(AT_ONCE, quotas.roomToFeed(batch.tenant()));
          waits = atOnce <= 0 && now.fed() < now.total();
          if (waits) {
            open.keep(now, lines);
            return now;
          }
        }
      }
      return now;
    } finally {
      if (!waits) {
        lines.close();
      }
    }
  }

  private static void await(List<CompletableFuture<Task>> open) throws Exception {
    CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
        .get(ACCEPTED_WITHIN_S, TimeUnit.SECONDS);
    open.clear();
  }

  /** Counts how the tasks ended, and moves on when all have. */
  private Batch followed(Batch batch) throws IOException {
    Map<FinalState, Integer> ended = finals.count(batch.tenant(), day(batch), batch.batchId());
    int completed = ended.getOrDefault(FinalState.SUCCEEDED, 0);
    int all = ended.values().stream().mapToInt(Integer::intValue).sum();
    Batch counted =
        with(batch, batch.total(), batch.fed(), batch.rejected(), completed, all - completed);
    boolean isFed = batch.fed() == batch.total() || batch.status() == Status.CANCELLING;
    if (!isFed || all < batch.fed() - batch.rejected()) {
      return counted;
    }
    var unused = kept(counted);
    if (batch.status() == Status.CANCELLING) {
      write(counted);
      return turned(counted, Status.CANCELLED, null);
    }
    return turned(counted, Status.FINALIZING, null);
  }

  private Batch written(Batch batch) throws IOException {
    write(batch);
    boolean late =
        clock.millis() >= batch.expiresAtMs()
            && finals
                .count(batch.tenant(), day(batch), batch.batchId())
                .containsKey(FinalState.EXPIRED);
    return turned(batch, late ? Status.EXPIRED : Status.COMPLETED, null);
  }

  private void write(Batch batch) throws IOException {
    long[] bytes = new long[2];
    try (OutputStream output = store.create(batch.tenant(), BatchJson.outputFile(batch));
        OutputStream errors = store.create(batch.tenant(), BatchJson.errorFile(batch))) {
      writeRejected(batch, errors, bytes);
      String after = FIRST;
      for (List<Ended> page = page(batch, after); !page.isEmpty(); page = page(batch, after)) {
        for (Ended ended : page) {
          Result result = Tasks.resultOf(ended.result());
          boolean answered = result.state() == FinalState.SUCCEEDED;
          bytes[answered ? 0 : 1] +=
              writeLine(answered ? output : errors, BatchOutput.line(result));
          after = ended.taskId();
        }
      }
    }
    note(batch, BatchJson.outputFile(batch), "output", bytes[0]);
    note(batch, BatchJson.errorFile(batch), "errors", bytes[1]);
  }

  private List<Ended> page(Batch batch, String after) {
    return finals.page(batch.tenant(), day(batch), batch.batchId(), after, PAGE);
  }

  private void writeRejected(Batch batch, OutputStream errors, long[] bytes) throws IOException {
    if (batch.rejected() == 0) {
      return;
    }
    try (JudgedLines lines = open.all(batch)) {
      for (Optional<Judged> next = lines.next(); next.isPresent(); next = lines.next()) {
        Judged line = next.get();
        if (line.task() == null) {
          bytes[1] +=
              writeLine(
                  errors, BatchOutput.rejected(line.number(), line.customId(), line.problems()));
        }
      }
    }
  }

  private static long writeLine(OutputStream out, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    return bytes.length;
  }

  private void note(Batch batch, String fileId, String what, long bytes) {
    if (bytes > 0) {
      String name = batch.batchId() + "_" + what + ".jsonl";
      files.put(
          new StoredFile(batch.tenant(), fileId, "batch_output", name, bytes, clock.millis()));
    }
  }

  private Optional<Batch> kept(Batch batch) {
    return batches.save(batch, owner, clock.millis() + LEASE_MS);
  }

  private Batch turned(Batch batch, Status next, String problem) {
    return batches.turn(batch, next, problem, clock.millis()).orElse(batch);
  }

  private static LocalDate day(Batch batch) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(batch.createdAtMs()), ZoneOffset.UTC);
  }

  private static Batch with(
      Batch batch, int total, int fed, int rejected, int completed, int failed) {
    return new Batch(
        batch.tenant(),
        batch.batchId(),
        batch.inputFileId(),
        batch.metadata(),
        batch.status(),
        batch.createdAtMs(),
        batch.expiresAtMs(),
        batch.changedAtMs(),
        total,
        fed,
        rejected,
        completed,
        failed,
        batch.problem());
  }

  /** Leaves its batches to whoever comes first. */
  @Override
  public void close() throws IOException {
    closing = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    open.close();
  }
}
