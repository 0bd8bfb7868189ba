package io.chorus.standalone.bench.backlog;

import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Tenants;
import io.chorus.ingress.QueueBoard;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.Cpu;
import io.chorus.standalone.bench.Heap;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * The whole pipeline with an engine that answers at once: first with a thousand calls waiting, then
 * with very many. As many tasks come in as come to their end. Used once.
 */
public final class PipelineBacklog {
  private static final int FEW = 1_000;
  private static final int WARM_UP = 160_000;
  private static final int BATCHES = 20;
  private static final int SECONDS = 60;
  private static final int WINDOW = 2_000;
  private static final long SETTLED_MS = 3_000;

  /** What is still to be done shows as so much more of all processors than nothing to do takes. */
  private static final double BUSY = 0.03;

  private final BenchTarget target;
  private final PrintWriter out;

  public PipelineBacklog(BenchTarget target, PrintWriter out) {
    this.target = target;
    this.out = out;
  }

  /**
   * What was measured.
   *
   * @param fewPerS tasks a second with a thousand waiting
   * @param manyPerS tasks a second with very many waiting
   * @param fillPerS tasks a second that came in while nothing left
   * @param checkpointS the longest checkpoint with very many waiting, in seconds
   * @param restoreS from the job's start to the first call that left, in seconds
   * @param pauseS from the request that pauses everything to the last call that left, in seconds
   * @param fewHeapMb used heap after a collection with a thousand waiting, in MiB
   * @param manyHeapMb the same with very many
   */
  public record Figures(
      double fewPerS,
      double manyPerS,
      double fillPerS,
      double checkpointS,
      double restoreS,
      double pauseS,
      double fewHeapMb,
      double manyHeapMb) {}

  /** Returns when all is measured; leaves the tasks waiting. */
  public Figures run(int waiting) throws IOException, InterruptedException {
    try (TaskProducer producer = new TaskProducer(target.kafka());
        ResultCounter results = new ResultCounter(target.kafka(), List.of(Tenants.DEFAULT));
        Backlog backlog = new Backlog(producer, results, PipelineBacklog::wish);
        QueueBoard board = QueueBoard.follow(target.kafka())) {
      backlog.keep(FEW + WINDOW);
      Await.until("warm", () -> results.count() >= WARM_UP);
      double few = rate(results, "1,000 wait");
      double fewHeap = Heap.usedMb();
      pauseAll();
      double idle = idle();
      double fill = fill(waiting, backlog, board);
      settle(idle);
      double filledHeap = Heap.usedMb();
      long before = target.checkpoints().newest();
      target.post("/queues/resume", "");
      double many = rate(results, "%,d wait".formatted(waiting));
      double checkpoint = target.checkpoints().longestSince(before);
      double pause = pause();
      target.post("/queues/resume", "");
      double restore = restore();
      return new Figures(few, many, fill, checkpoint, restore, pause, fewHeap, filledHeap);
    }
  }

  private static TaskProducer.Wish wish(long number) {
    Lane lane = number % 2 == 0 ? Lane.STANDARD : Lane.BATCH;
    return new TaskProducer.Wish(Tenants.DEFAULT, lane, "batch-" + number % BATCHES);
  }

  private double rate(ResultCounter results, String what) throws InterruptedException {
    long before = results.count();
    long from = System.nanoTime();
    Thread.sleep(SECONDS * 1_000L);
    double perS = (results.count() - before) / Await.secondsSince(from);
    say("%,.0f tasks/s while %s", perS, what);
    return perS;
  }

  private double fill(int waiting, Backlog backlog, QueueBoard board)
      throws IOException, InterruptedException {
    long before = backlog.sent();
    long from = System.nanoTime();
    backlog.keep((long) waiting + WINDOW);
    Await.until("so many wait", () -> waiting(board) >= waiting);
    double perS = (backlog.sent() - before) / Await.secondsSince(from);
    say("%,d calls wait after %.0f s", waiting(board), Await.secondsSince(from));
    return perS;
  }

  private double idle() throws InterruptedException {
    Thread.sleep(SETTLED_MS);
    return share();
  }

  private double share() throws InterruptedException {
    Cpu cpu = new Cpu(target);
    Thread.sleep(SETTLED_MS);
    return cpu.share();
  }

  /** Until nothing works off any more what came in so fast: RocksDB merges, PostgreSQL vacuums. */
  private void settle(double idle) throws InterruptedException {
    long from = System.nanoTime();
    double share = share();
    while (share > idle + BUSY) {
      share = share();
    }
    say("settled after %.0f s", Await.secondsSince(from));
  }

  private static long waiting(QueueBoard board) {
    return board.reports().stream()
        .flatMap(report -> report.waits().stream())
        .mapToLong(QueueReport.Waits::waiting)
        .sum();
  }

  /** The journal has a line for each call that the engine has heard. */
  private double pause() throws IOException, InterruptedException {
    long from = System.nanoTime();
    CompletableFuture<Void> paused = CompletableFuture.runAsync(this::pauseAll);
    double last = 0;
    long size = Files.size(target.journal());
    while (!paused.isDone() || Await.secondsSince(from) - last < SETTLED_MS / 1e3) {
      long now = Files.size(target.journal());
      if (now > size) {
        last = Await.secondsSince(from);
        size = now;
      }
      Thread.sleep(1);
    }
    paused.join();
    say("nothing left any more %.2f s after a pause of all", last);
    return last;
  }

  private void pauseAll() {
    try {
      target.post("/queues/pause", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double restore() throws IOException, InterruptedException {
    target.stopTaskJob();
    long size;
    do {
      size = Files.size(target.journal());
      Thread.sleep(SETTLED_MS);
    } while (Files.size(target.journal()) > size);
    long from = System.nanoTime();
    target.startTaskJob();
    while (Files.size(target.journal()) == size) {
      Thread.sleep(1);
    }
    double restored = Await.secondsSince(from);
    say("the first call left %.1f s after a restart", restored);
    return restored;
  }

  private void say(String form, Object... values) {
    out.printf(Locale.ROOT, "  " + form + "%n", values);
    out.flush();
  }
}
