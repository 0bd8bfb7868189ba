package io.chorus.standalone.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Tells the person what happens, each line with the time since the start. Thread-safe. */
public final class Screen {
  private static final long PROGRESS_EVERY_S = 10;

  private final PrintWriter out;
  private final long startNanos = System.nanoTime();

  public Screen(PrintWriter out) {
    this.out = out;
  }

  public void say(String what) {
    Duration since = Duration.ofNanos(System.nanoTime() - startNanos);
    out.printf(Locale.ROOT, "  %2d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), what);
    out.flush();
  }

  void fault(Fault fault, Duration took) {
    say(String.format(Locale.ROOT, "%s, %.1f s until all ran again", what(fault), seconds(took)));
  }

  private static String what(Fault fault) {
    return switch (fault.kind()) {
      case BROKER_PAUSED, MEMORY_ALARM ->
          String.format(Locale.ROOT, "%s for %.1f s", fault.kind().text(), seconds(fault.hold()));
      default -> fault.kind().text();
    };
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }

  /** A line every ten seconds until it is closed. */
  Progress progress(Receipts receipts, int sent) {
    return new Progress(receipts, sent);
  }

  final class Progress implements AutoCloseable {
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Progress::thread);

    private Progress(Receipts receipts, int sent) {
      ScheduledFuture<?> unused =
          timer.scheduleWithFixedDelay(
              () -> tell(receipts, sent), PROGRESS_EVERY_S, PROGRESS_EVERY_S, TimeUnit.SECONDS);
    }

    private static Thread thread(Runnable work) {
      Thread thread = new Thread(work, "chaos-progress");
      thread.setDaemon(true);
      return thread;
    }

    void say(String what) {
      Screen.this.say(what);
    }

    private void tell(Receipts receipts, int sent) {
      try {
        say(String.format(Locale.ROOT, "received %,d of %,d", receipts.count().distinct(), sent));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }
}
