package io.chorus.standalone;

import io.chorus.standalone.batch.BatchRun;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and time left on a terminal; a line every tenth where there is none. */
final class TerminalProgress implements BatchRun.Progress, AutoCloseable {
  private static final int LINES = 10;

  private final PrintWriter err;
  private final ProgressBar bar;
  private long submitted;
  private long told;

  TerminalProgress(PrintWriter err) {
    this.err = err;
    this.bar = Boolean.getBoolean("chorus.terminal") ? bar() : null;
  }

  private static ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName("  tasks")
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .build();
  }

  @Override
  public synchronized void submitted(long tasks) {
    submitted = tasks;
    if (bar != null) {
      bar.maxHint(tasks);
    }
  }

  @Override
  public synchronized void finished(long tasks) {
    if (bar != null) {
      bar.stepTo(tasks);
    } else if (tasks > told
        && (tasks == submitted || tasks - told >= Math.max(1, submitted / LINES))) {
      told = tasks;
      err.printf(Locale.ROOT, "  %,d of %,d tasks%n", tasks, submitted);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
