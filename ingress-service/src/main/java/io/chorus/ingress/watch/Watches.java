package io.chorus.ingress.watch;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.WatchTable;
import io.chorus.connector.s3.S3Client;
import io.chorus.ingress.store.FileLocation;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all watched places. Thread-safe. */
public final class Watches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
  private static final long LOOK_S = 5;
  private static final int MOST_THREADS = 4;
  private static final long CLOSE_S = 10;

  private final ScheduledExecutorService threads;

  private Watches(ScheduledExecutorService threads) {
    this.threads = threads;
  }

  /**
   * Returns when it has begun; there must be watches.
   *
   * @param s3 may be null where none is in a bucket
   * @throws IllegalStateException with one sentence where a place can't be used
   */
  public static Watches start(
      List<WatchConfig> configs,
      S3Client s3,
      Database database,
      Intake intake,
      Absences absences,
      Clock clock) {
    WatchTable table = new WatchTable(database);
    List<Watcher> watchers =
        configs.stream()
            .map(watch -> new Watcher(watch, drop(watch.at(), s3), table, intake, absences, clock))
            .toList();
    ScheduledExecutorService threads =
        Executors.newScheduledThreadPool(
            Math.min(MOST_THREADS, watchers.size()), work -> new Thread(work, "watches"));
    for (Watcher watcher : watchers) {
      var unused = threads.scheduleWithFixedDelay(watcher::look, 0, LOOK_S, TimeUnit.SECONDS);
    }
    return new Watches(threads);
  }

  private static Drop drop(FileLocation at, S3Client s3) {
    return at.isInS3() ? new BucketDrop(s3.folder(at.bucket())) : new FolderDrop(at.folder());
  }

  /** Leaves what it has begun to whoever comes first. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
        LOG.warn("watches did not end in time");
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
