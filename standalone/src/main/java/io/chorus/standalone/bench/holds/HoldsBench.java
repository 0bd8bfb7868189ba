package io.chorus.standalone.bench.holds;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.Tenants;
import io.chorus.ingress.QueueBoard;
import io.chorus.standalone.bench.AnswerTail;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import io.chorus.standalone.bench.TaskProducer.Wish;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A large batch, beside other work, is paused, resumed, moved and cancelled. When a call left is
 * read off its answer. Used once.
 */
public final class HoldsBench {
  private static final String BIG = "big";
  private static final String OTHER = "other";
  private static final int ENGINE_MS = 250;
  private static final int WARM_UP = 20_000;
  private static final int OTHERS = 2_000;

  /** Longer than what may still come of an order, an engine's time included. */
  private static final long WATCHED_MS = 6_000;

  private final BenchTarget target;
  private final PrintWriter out;
  private final Set<String> big = ConcurrentHashMap.newKeySet();
  private final Set<Departure> departures = ConcurrentHashMap.newKeySet();

  private record Departure(String taskId, Lane lane, long atMs) {}

  public HoldsBench(BenchTarget target, PrintWriter out) {
    this.target = target;
    this.out = out;
  }

  /** Returns when everything has ended; what the checker says of it is not in it yet. */
  public HoldsReport run(int batch) throws IOException, InterruptedException {
    target.addTenant(OTHER);
    try (TaskProducer producer = new TaskProducer(target.kafka());
        ResultCounter results = new ResultCounter(target.kafka(), List.of(Tenants.DEFAULT));
        ResultCounter others = new ResultCounter(target.kafka(), List.of(OTHER));
        Backlog load = new Backlog(producer, others, number -> new Wish(OTHER, Lane.BATCH, null));
        QueueBoard board = QueueBoard.follow(target.kafka());
        AnswerTail answers = new AnswerTail(target.kafka(), this::left)) {
      answers.begin();
      load.keep(OTHERS);
      Await.until("warm", () -> others.count() >= WARM_UP);
      target.engineLatencyMs(ENGINE_MS);
      say("sending a batch of %,d", batch);
      for (int i = 0; i < batch; i++) {
        producer.send(new Wish(Tenants.DEFAULT, Lane.BATCH, BIG), Instant.now(), big::add);
      }
      Await.until("so many wait", () -> waiting(board) + results.count() > batch * 99L / 100);
      HoldsReport report = orders(batch, results);
      load.keep(0);
      Await.until("all ended", () -> others.count() == load.sent());
      return report;
    }
  }

  private HoldsReport orders(int batch, ResultCounter results)
      throws IOException, InterruptedException {
    double pause = lastAfter(order("pause", ""), left -> true);
    double resume = firstAfter(order("resume", ""));
    double move = lastAfter(order("move", "{\"lane\":\"priority\"}"), left -> left == Lane.BATCH);
    long cancelledAtMs = order("cancel", "");
    double cancel = lastAfter(cancelledAtMs, left -> true);
    Await.until("all ended", () -> results.count() >= batch);
    double drain = (System.currentTimeMillis() - cancelledAtMs) / 1e3;
    return new HoldsReport(
        batch, pause, resume, move, cancel, drain, results.notSucceeded(), 0, false);
  }

  private void left(Answer answer) {
    if (answer.sentAtMs() > 0 && big.contains(answer.taskId())) {
      departures.add(new Departure(answer.taskId(), answer.lane(), answer.sentAtMs()));
    }
  }

  /** Unix milliseconds of the request. */
  private long order(String verb, String body) throws IOException, InterruptedException {
    long atMs = System.currentTimeMillis();
    target.post("/batches/" + BIG + "/" + verb, body);
    Thread.sleep(WATCHED_MS);
    say("%s: done", verb);
    return atMs;
  }

  private double lastAfter(long fromMs, Predicate<Lane> lane) {
    long last =
        departures.stream()
            .filter(departure -> lane.test(departure.lane()))
            .mapToLong(Departure::atMs)
            .filter(atMs -> atMs >= fromMs)
            .max()
            .orElse(fromMs);
    return (last - fromMs) / 1e3;
  }

  private double firstAfter(long fromMs) {
    long first =
        departures.stream()
            .mapToLong(Departure::atMs)
            .filter(atMs -> atMs >= fromMs)
            .min()
            .orElse(Long.MAX_VALUE);
    return (first - fromMs) / 1e3;
  }

  private static long waiting(QueueBoard board) {
    return board.reports().stream()
        .flatMap(report -> report.waits().stream())
        .filter(waits -> BIG.equals(waits.batch()))
        .mapToLong(Waits::waiting)
        .sum();
  }

  private void say(String form, Object... values) {
    out.printf(Locale.ROOT, "  " + form + "%n", values);
    out.flush();
  }
}
