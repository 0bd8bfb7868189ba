package io.chorus.standalone.chaos.outage;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Lane;
import io.chorus.standalone.bench.AnswerTail;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import io.chorus.standalone.bench.TaskProducer.Wish;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All engines work at their limit, each for tasks that want no other; one is out for a while, and
 * comes back. Used once.
 */
public final class OutageChaos {
  private static final int ENGINE_MS = 250;
  private static final int UNFINISHED = 500;
  private static final long WARM_UP_MS = 20_000;
  private static final long BEFORE_MS = 30_000;
  private static final long AFTER_MS = 45_000;
  private static final long STEP_MS = 1_000;
  private static final double FULL = 0.95;

  private final BenchTarget target;
  private final Map<String, String> models;
  private final int places;
  private final PrintWriter out;
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

  private record Sent(String engine, long atMs, long backMs, boolean answered) {}

  private record Span(long fromMs, long toMs) {
    boolean has(long atMs) {
      return fromMs <= atMs && atMs < toMs;
    }

    double seconds() {
      return (toMs - fromMs) / 1e3;
    }
  }

  /**
   * @param models of each engine, as {@code engine/model}; the first engine is the one that fails
   * @param places calls that an engine may have at once
   */
  public OutageChaos(BenchTarget target, Map<String, String> models, int places, PrintWriter out) {
    this.target = target;
    this.models = models;
    this.places = places;
    this.out = out;
  }

  /** Returns when every task has ended; what the checker says is not in it yet. */
  public OutageReport run(Duration outage) throws IOException, InterruptedException {
    models.keySet().forEach(engine -> target.addTenant(tenant(engine)));
    target.engineLatencyMs(ENGINE_MS);
    List<Feed> feeds = new ArrayList<>();
    try (TaskProducer producer = new TaskProducer(target.kafkaBootstrap());
        AnswerTail answers = new AnswerTail(target.kafkaBootstrap(), this::heard)) {
      answers.begin();
      models.forEach((engine, model) -> feeds.add(feed(producer, engine, model)));
      Thread.sleep(WARM_UP_MS);
      Span before = watched("all engines work", BEFORE_MS);
      target.emulate(settings(true));
      Span during = watched(victim() + " is out", outage.toMillis());
      target.emulate(settings(false));
      Span after = watched(victim() + " is back", AFTER_MS);
      feeds.forEach(feed -> feed.backlog().keep(0));
      Await.until("all ended", () -> feeds.stream().allMatch(Feed::isDone));
      return report(feeds, before, during, after);
    } finally {
      feeds.forEach(Feed::close);
    }
  }

  private record Feed(Backlog backlog, ResultCounter results) {
    boolean isDone() {
      return results.count() == backlog.sent();
    }

    void close() {
      backlog.close();
      results.close();
    }
  }

  private Feed feed(TaskProducer producer, String engine, String model) {
    ResultCounter results = new ResultCounter(target.kafkaBootstrap(), List.of(tenant(engine)));
    Backlog backlog =
        new Backlog(producer, results, number -> new Wish(tenant(engine), Lane.BATCH, null, model));
    backlog.keep(UNFINISHED);
    return new Feed(backlog, results);
  }

  private static String tenant(String engine) {
    return "for-" + engine;
  }

  private String victim() {
    return models.keySet().iterator().next();
  }

  private String settings(boolean out) {
    String faults =
        out ? ",\"faults\":[{\"kind\":\"500\",\"share\":1.0,\"engine\":\"" + victim() + "\"}]" : "";
    return "{\"latency_ms\":" + ENGINE_MS + faults + "}";
  }

  private void heard(Answer answer) {
    if (answer.sentAtMs() > 0 && !answer.replayed()) {
      sent.add(
          new Sent(answer.engine(), answer.sentAtMs(), answer.receivedAtMs(), answer.answered()));
    }
  }

  private Span watched(String what, long ms) throws InterruptedException {
    out.printf(Locale.ROOT, "  %s, for %,d s%n", what, ms / 1_000);
    out.flush();
    long from = System.currentTimeMillis();
    Thread.sleep(ms);
    return new Span(from, System.currentTimeMillis());
  }

  private OutageReport report(List<Feed> feeds, Span before, Span during, Span after) {
    Map<String, Double> beforePerS = new LinkedHashMap<>();
    Map<String, Double> duringPerS = new LinkedHashMap<>();
    for (String engine : models.keySet()) {
      beforePerS.put(engine, perSecond(engine, before));
      duringPerS.put(engine, perSecond(engine, during));
    }
    double others =
        models.keySet().stream()
            .filter(engine -> !engine.equals(victim()))
            .mapToDouble(engine -> duringPerS.get(engine) / beforePerS.get(engine))
            .min()
            .orElse(1);
    return new OutageReport(
        feeds.stream().mapToLong(feed -> feed.results().count()).sum(),
        feeds.stream().mapToLong(feed -> feed.results().notSucceeded()).sum(),
        others,
        sent.stream().filter(s -> s.engine().equals(victim()) && !s.answered()).count(),
        recoveryS(beforePerS.get(victim()), after),
        mostInFlight(after),
        places,
        0,
        false,
        beforePerS,
        duringPerS);
  }

  /** Answered calls. */
  private double perSecond(String engine, Span span) {
    return sent.stream()
            .filter(s -> s.engine().equals(engine) && s.answered() && span.has(s.backMs()))
            .count()
        / span.seconds();
  }

  private double recoveryS(double fullPerS, Span after) {
    for (long from = after.fromMs(); from + STEP_MS <= after.toMs(); from += STEP_MS) {
      if (perSecond(victim(), new Span(from, from + STEP_MS)) >= FULL * fullPerS) {
        return (from + STEP_MS - after.fromMs()) / 1e3;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private int mostInFlight(Span after) {
    List<Sent> calls =
        sent.stream().filter(s -> s.engine().equals(victim()) && after.has(s.atMs())).toList();
    int most = 0;
    for (Sent call : calls) {
      long open =
          calls.stream().filter(s -> s.atMs() <= call.atMs() && call.atMs() < s.backMs()).count();
      most = (int) Math.max(most, open);
    }
    return most;
  }
}
