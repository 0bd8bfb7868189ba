package io.chorus.standalone;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at the memory of this process and all it started, over and over. */
final class PeakMemory implements AutoCloseable {
  private static final long EVERY_MS = 500;

  private final AtomicLong peakMb = new AtomicLong();
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(PeakMemory::thread);

  private PeakMemory() {}

  static PeakMemory watch() {
    PeakMemory memory = new PeakMemory();
    ScheduledFuture<?> unused =
        memory.watcher.scheduleWithFixedDelay(memory::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    return memory;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "peak-memory");
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    peakMb.accumulateAndGet(ProcessTree.residentMb(), Math::max);
  }

  long peakMb() {
    look();
    return peakMb.get();
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
