package io.chorus.ingress;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again on a thread of its own, each time a while after the last turn
 * has ended, so that slow work never queues. Thread-safe.
 */
final class Turns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final String failing;
  private final Runnable work;
  private final ScheduledExecutorService thread;

  private Turns(String name, String failing, Runnable work) {
    this.failing = failing;
    this.work = work;
    this.thread = Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, name));
  }

  /**
   * Begins with a pause.
   *
   * @param failing what it means that a turn throws, for the log; it is not the last
   */
  static Turns begin(String name, String failing, long pauseMs, Runnable work) {
    Turns turns = new Turns(name, failing, work);
    var unused =
        turns.thread.scheduleWithFixedDelay(turns::next, pauseMs, pauseMs, TimeUnit.MILLISECONDS);
    return turns;
  }

  private void next() {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // what is thrown from here would end all turns, and nobody would hear of it
      LOG.warn("{}: {}", failing, e.toString());
    }
  }

  /** Waits for the turn that goes on; no other comes. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
