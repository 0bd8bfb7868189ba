package io.chorus.standalone.bench.lanes;

import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.ingress.QueueBoard;
import io.chorus.standalone.batch.Journal;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.Cpu;
import io.chorus.standalone.bench.Evenly;
import io.chorus.standalone.bench.Quantiles;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import io.chorus.standalone.bench.TaskProducer.Wish;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Urgent calls alone and beside a flood, small tenants alone and beside a large one. Used once. */
public final class LanesBench {
  private static final String URGENT = "urgent";
  private static final String FLOOD = "flood";
  private static final List<String> SMALL =
      IntStream.range(0, 40).mapToObj(number -> "small-" + number).toList();
  private static final String LARGE = "large";
  private static final int WARM_UP = 60_000;
  private static final int EACH_TENANTS_FIRST = 75;
  private static final int SAMPLES = 5_000;
  private static final int PER_SECOND = 50;

  /** Sent first and not counted: meanwhile RocksDB merges what the flood's intake left. */
  private static final int SETTLING = 30 * PER_SECOND;

  private static final int WAITING = 100_000;

  /** What was taken in and doesn't wait is at the engine, before it or behind it. */
  private static final int ON_THEIR_WAY = 400;

  private static final int INTAKE_S = 15;
  private static final int ROUNDS = 6;
  private static final int ROUND_S = 20;

  /** Of all small tenants together: each has one task in four seconds. */
  private static final int SMALL_PER_SECOND = 10;

  private static final int TIMES_THE_LOAD = 100;

  /** Of the large tenant; the engine takes some 85, so that its calls wait and only turns help. */
  private static final int TOO_MANY_PER_SECOND = 200;

  private final BenchTarget target;
  private final PrintWriter out;
  private final Journal journal;

  public LanesBench(BenchTarget target, PrintWriter out) {
    this.target = target;
    this.out = out;
    this.journal = new Journal(target.journal());
  }

  /** Returns when all is measured; leaves what waits. */
  public LanesReport run() throws IOException, InterruptedException {
    others().forEach(target::addTenant);
    target.addTenant(FLOOD);
    try (TaskProducer producer = new TaskProducer(target.kafka());
        ResultCounter floods = new ResultCounter(target.kafka(), List.of(FLOOD));
        ResultCounter others = new ResultCounter(target.kafka(), others());
        Backlog flood = new Backlog(producer, floods, number -> new Wish(FLOOD, Lane.BATCH, null));
        QueueBoard board = QueueBoard.follow(target.kafka())) {
      warmUp(producer, flood, floods, others);
      target.engineLatencyMs(1_000, 3_000);
      Fairness fairness = fairness(producer, others);
      Crowd crowd = crowd(producer, others);
      Phase idle = urgent(producer, others, "idle");
      flood.keep(WAITING + WAITING / 10);
      List<Double> meanwhile = duringIntake(producer, others);
      Await.until("sent", () -> flood.sent() - floods.count() >= WAITING + WAITING / 10);
      Await.until(
          "so many wait", () -> waiting(board) >= flood.sent() - floods.count() - ON_THEIR_WAY);
      Phase flooded = urgent(producer, others, "with %,d waiting".formatted(waiting(board)));
      return report(idle, flooded, waiting(board), fairness, crowd, meanwhile);
    }
  }

  private void warmUp(
      TaskProducer producer, Backlog flood, ResultCounter floods, ResultCounter others)
      throws InterruptedException {
    say("warming up");
    flood.keep(2_000);
    Await.until("warm", () -> floods.count() >= WARM_UP);
    flood.keep(0);
    long before = others.count();
    for (String tenant : others()) {
      Evenly.run(EACH_TENANTS_FIRST, 500, () -> send(producer, tenant, new Arrivals()));
    }
    long first = before + (long) EACH_TENANTS_FIRST * others().size();
    Await.until("each tenant's first", () -> others.count() >= first);
  }

  private static List<String> others() {
    return Stream.concat(SMALL.stream(), Stream.of(URGENT, LARGE)).toList();
  }

  private record Phase(List<Double> waitsMs, double cpu) {}

  private Phase urgent(TaskProducer producer, ResultCounter others, String what)
      throws IOException, InterruptedException {
    Arrivals arrivals = new Arrivals();
    long before = others.count();
    Evenly.run(SETTLING, PER_SECOND, () -> send(producer, URGENT, new Arrivals()));
    Cpu cpu = new Cpu(target);
    Evenly.run(SAMPLES, PER_SECOND, () -> send(producer, URGENT, arrivals));
    double share = cpu.share();
    Await.until("all ended", () -> others.count() >= before + SETTLING + SAMPLES);
    List<Double> waits = arrivals.waitsMs(journal);
    say("urgent calls %s: p99 %.0f ms", what, Quantiles.of(waits, 0.99));
    return new Phase(waits, share);
  }

  /** For as long as the flood's intake takes at the least. */
  private List<Double> duringIntake(TaskProducer producer, ResultCounter others)
      throws IOException, InterruptedException {
    Arrivals arrivals = new Arrivals();
    long before = others.count();
    Evenly.run(INTAKE_S * PER_SECOND, PER_SECOND, () -> send(producer, URGENT, arrivals));
    Await.until("all ended", () -> others.count() >= before + arrivals.size());
    List<Double> waits = arrivals.waitsMs(journal);
    say("urgent calls while the flood is taken in: p99 %.0f ms", Quantiles.of(waits, 0.99));
    return waits;
  }

  private record Fairness(List<Double> aloneMs, List<Double> besideMs, double cpu) {}

  /** In turn, so that what the machine does beside hits neither more. */
  private Fairness fairness(TaskProducer producer, ResultCounter others)
      throws IOException, InterruptedException {
    Arrivals alone = new Arrivals();
    Arrivals beside = new Arrivals();
    List<Double> cpu = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      round(producer, others, alone, new Arrivals(), 0);
      int largePerSecond = TIMES_THE_LOAD * SMALL_PER_SECOND / SMALL.size();
      cpu.add(round(producer, others, beside, new Arrivals(), largePerSecond));
      say("small tenants: round %d of %d", round + 1, ROUNDS);
    }
    return new Fairness(alone.waitsMs(journal), beside.waitsMs(journal), Quantiles.of(cpu, 0.5));
  }

  private record Crowd(List<Double> smallMs, List<Double> largeMs) {}

  private Crowd crowd(TaskProducer producer, ResultCounter others)
      throws IOException, InterruptedException {
    Arrivals small = new Arrivals();
    Arrivals large = new Arrivals();
    round(producer, others, small, large, TOO_MANY_PER_SECOND);
    say("small tenants: beside more than the engine takes");
    return new Crowd(small.waitsMs(journal), large.waitsMs(journal));
  }

  private double round(
      TaskProducer producer,
      ResultCounter others,
      Arrivals small,
      Arrivals large,
      int largePerSecond)
      throws InterruptedException {
    long before = others.count();
    Cpu cpu = new Cpu(target);
    Thread load =
        Evenly.start(
            "bench-large-tenant",
            ROUND_S * largePerSecond,
            Math.max(1, largePerSecond),
            () -> send(producer, LARGE, large));
    Iterator<String> turns = Stream.generate(() -> SMALL).flatMap(List::stream).iterator();
    int smallTasks = ROUND_S * SMALL_PER_SECOND;
    Evenly.run(smallTasks, SMALL_PER_SECOND, () -> send(producer, turns.next(), small));
    load.join();
    double share = cpu.share();
    Await.until("all ended", () -> others.count() >= before + smallTasks + large.size());
    return share;
  }

  private static void send(TaskProducer producer, String tenant, Arrivals arrivals) {
    Instant now = Instant.now();
    producer.send(
        new Wish(tenant, Lane.PRIORITY, null),
        now,
        id -> arrivals.accepted(id, now.toEpochMilli()));
  }

  private static long waiting(QueueBoard board) {
    return board.reports().stream()
        .flatMap(report -> report.waits().stream())
        .mapToLong(Waits::waiting)
        .sum();
  }

  private static LanesReport report(
      Phase idle,
      Phase flood,
      long waiting,
      Fairness fairness,
      Crowd crowd,
      List<Double> meanwhileMs) {
    double alone = Quantiles.of(fairness.aloneMs(), 0.99);
    double beside = Quantiles.of(fairness.besideMs(), 0.99);
    return new LanesReport(
        Quantiles.of(idle.waitsMs(), 0.99),
        Quantiles.of(flood.waitsMs(), 0.99),
        beside / alone,
        Math.min(idle.waitsMs().size(), flood.waitsMs().size()),
        new LanesReport.Details(
            Quantiles.of(idle.waitsMs(), 0.5),
            Quantiles.of(flood.waitsMs(), 0.5),
            waiting,
            flood.cpu(),
            alone,
            beside,
            fairness.besideMs().size(),
            fairness.cpu(),
            Quantiles.of(crowd.smallMs(), 0.99),
            Quantiles.of(crowd.largeMs(), 0.99),
            Quantiles.of(meanwhileMs, 0.5),
            Quantiles.of(meanwhileMs, 0.99)));
  }

  private void say(String form, Object... values) {
    out.printf(Locale.ROOT, "  " + form + "%n", values);
    out.flush();
  }
}
