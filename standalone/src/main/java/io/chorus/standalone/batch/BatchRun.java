package io.chorus.standalone.batch;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.EngineTotals;
import io.chorus.connector.postgres.LedgerQueries;
import io.chorus.contracts.Result;
import io.chorus.jobs.JobsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Takes one batch file through a running system. Used once. */
public final class BatchRun {
  /** For runs that nobody looks at. */
  public static final Progress UNSEEN =
      new Progress() {
        @Override
        public void submitted(long tasks) {}

        @Override
        public void finished(long tasks) {}
      };

  private final JobsConfig config;
  private final Path journal;
  private final Runs runs;
  private final Run run;
  private final boolean resumed;
  private final Progress progress;
  private final Set<String> all = ConcurrentHashMap.newKeySet();
  private final AtomicLong rejected = new AtomicLong();
  private final Tally tally = new Tally();

  /**
   * @param journal of the emulator
   * @param resumed true where the run had begun before: some results may be there already
   */
  public BatchRun(
      JobsConfig config, Path journal, Runs runs, Run run, boolean resumed, Progress progress) {
    this.config = config;
    this.journal = journal;
    this.runs = runs;
    this.run = run;
    this.resumed = resumed;
    this.progress = progress;
  }

  /** Hears how far a run is. Called from several threads. */
  public interface Progress {
    void submitted(long tasks);

    void finished(long tasks);
  }

  /**
   * Submits every line and returns when each accepted one has its result.
   *
   * @param cancelled when true the run is left as it is, to be gone on with another time
   * @param peakRssMb asked at the end
   * @return null when cancelled
   */
  public Summary execute(BooleanSupplier cancelled, LongSupplier peakRssMb) throws IOException {
    long startNanos = System.nanoTime();
    try (ResultReader results = new ResultReader(config.kafka(), run.startedAt());
        OutputFiles files = new OutputFiles(run.outFile())) {
      CompletableFuture<Void> submitted =
          CompletableFuture.runAsync(() -> submit(files), work -> new Thread(work, "run").start());
      if (resumed) {
        // a result that is read before its line would be missed
        submitted.join();
      }
      while (!(submitted.isDone() && tally.count() == all.size())) {
        if (cancelled.getAsBoolean()) {
          return null;
        }
        if (submitted.isCompletedExceptionally()) {
          break;
        }
        results.poll(all::contains, result -> finished(result, files));
      }
      submitted.join();
      files.complete();
    } catch (CompletionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    runs.ended(run);
    return summary(seconds, peakRssMb.getAsLong());
  }

  private void submit(OutputFiles files) {
    try (Submitter submitter = new Submitter(config.kafka(), config.catalog())) {
      submitter.submit(run, runs.input(run), this::accepted, line -> rejected(files, line));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void accepted(String taskId) {
    all.add(taskId);
    progress.submitted(all.size());
  }

  private void rejected(OutputFiles files, String line) {
    files.rejected(line);
    rejected.incrementAndGet();
  }

  private void finished(Result result, OutputFiles files) throws IOException {
    if (files.add(result)) {
      tally.add(result);
      progress.finished(tally.count());
    }
  }

  private Summary summary(double seconds, long peakRssMb) throws IOException {
    Map<String, EngineTotals> engines;
    try (Database database = Database.open(config.postgres())) {
      engines = new LedgerQueries(database).totals(all);
    }
    return Summary.of(
        all.size(),
        rejected.get(),
        tally,
        engines,
        new Journal(journal).billed(all),
        seconds,
        peakRssMb);
  }
}
