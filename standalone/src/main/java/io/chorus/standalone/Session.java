package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.jobs.JobsConfig;
import io.chorus.standalone.batch.BatchRun;
import io.chorus.standalone.batch.Run;
import io.chorus.standalone.batch.Runs;
import io.chorus.standalone.batch.Summary;
import io.chorus.standalone.verify.Verifier;
import io.chorus.standalone.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running system with its data folder, for the time of one command. Ctrl-C and {@code SIGTERM}
 * end it as orderly as the command's own end does.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final DataFolder data;
  private final Standalone system;
  private final PrintWriter out;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Runnable interrupted = () -> {};

  private Session(DataFolder data, Standalone system, PrintWriter out) {
    this.data = data;
    this.out = out;
    this.system = system;
  }

  static Session start(Path folder, Standalone.Options options, PrintWriter out) throws Exception {
    DataFolder data = DataFolder.open(folder);
    try {
      // one that was killed has left it, and it tells of what is no longer there
      Files.deleteIfExists(data.systemInfo());
      out.println("Starting Chorus on " + folder);
      out.flush();
      Session session =
          new Session(data, Standalone.start(data, options, new StartProgress(out)), out);
      Runtime.getRuntime().addShutdownHook(new Thread(session::interrupt, "interrupt"));
      return session;
    } catch (Exception e) {
      data.close();
      throw e;
    }
  }

  Standalone system() {
    return system;
  }

  DataFolder data() {
    return data;
  }

  Runs runs() throws IOException {
    return new Runs(data.folder("runs"));
  }

  VerifyReport verify(boolean quiesced) throws IOException {
    JobsConfig config = system.config();
    try (Database database = Database.open(config.postgres())) {
      return new Verifier(database, config.kafka(), config.catalog(), data.journal())
          .verify(quiesced);
    }
  }

  /** Goes on, beside all else, with the runs that were cut off. */
  void resumeOthers(Run but) throws IOException {
    for (Run run : runs().unfinished()) {
      if (!run.equals(but)) {
        Thread thread = new Thread(() -> resume(run), "run-" + run.id());
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void resume(Run run) {
    try {
      say("going on with " + run.name() + ", which was cut off");
      Summary summary =
          new BatchRun(system.config(), data.journal(), runs(), run, true, BatchRun.UNSEEN)
              .execute(() -> closed.getCount() == 0, () -> 0);
      if (summary != null) {
        say("%s is complete: %,d tasks, in %s".formatted(run.name(), summary.tasks(), run.out()));
      }
    } catch (IOException e) {
      LOG.error("run {} can't go on", run.id(), e);
      say(run.name() + " can't go on: " + e.getMessage());
    }
  }

  private void say(String sentence) {
    out.println("  " + sentence);
    out.flush();
  }

  /** What to do on Ctrl-C so that the command comes to its end. */
  void onInterrupt(Runnable action) {
    interrupted = action;
  }

  /** The process ends when its shutdown hooks do: this one waits for the command. */
  private void interrupt() {
    interrupted.run();
    try {
      closed.await();
    } catch (InterruptedException e) {
      LOG.warn("interrupted while stopping", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(data.systemInfo());
      system.close();
      data.close();
    } finally {
      closed.countDown();
    }
  }
}
