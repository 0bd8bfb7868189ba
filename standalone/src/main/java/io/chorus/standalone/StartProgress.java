package io.chorus.standalone;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Tells the person at the terminal what is being started and how long each part took. */
final class StartProgress {
  private final PrintWriter out;
  private final long startNanos = System.nanoTime();

  StartProgress(PrintWriter out) {
    this.out = out;
  }

  /** Runs a step on a thread of its own, so that steps that don't need each other go together. */
  CompletableFuture<Void> step(String name, Step step) {
    return CompletableFuture.runAsync(
        () -> run(name, step), work -> new Thread(work, name).start());
  }

  private void run(String name, Step step) {
    long from = System.nanoTime();
    try {
      step.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(name + " did not start: " + e.getMessage(), e);
    }
    say(name, from);
  }

  /** Tells that all is there. */
  void ready() {
    say("ready", startNanos);
  }

  private synchronized void say(String name, long fromNanos) {
    double seconds = (System.nanoTime() - fromNanos) / 1e9;
    out.printf(Locale.ROOT, "  %-18s %5.1f s%n", name, seconds);
    out.flush();
  }

  /** Something that takes a while. */
  interface Step {
    void run() throws Exception;
  }
}
