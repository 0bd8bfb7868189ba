package io.chorus.standalone.chaos.outage;

import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.EngineLoad;
import io.chorus.standalone.bench.EngineLoad.Sent;
import io.chorus.standalone.bench.EngineLoad.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    target.engineLatencyMs(ENGINE_MS);
    try (EngineLoad load = new EngineLoad(target, models, out)) {
      models.keySet().forEach(engine -> load.keep(engine, UNFINISHED));
      Thread.sleep(WARM_UP_MS);
      Span before = load.watched("all engines work", BEFORE_MS);
      target.emulate(settings(true));
      Span during = load.watched(victim() + " is out", outage.toMillis());
      target.emulate(settings(false));
      Span after = load.watched(victim() + " is back", AFTER_MS);
      models.keySet().forEach(engine -> load.keep(engine, 0));
      Await.until("all ended", load::isDone);
      return report(load, before, during, after);
    }
  }

  private String victim() {
    return models.keySet().iterator().next();
  }

  private String settings(boolean out) {
    String faults =
        out ? ",\"faults\":[{\"kind\":\"500\",\"share\":1.0,\"engine\":\"" + victim() + "\"}]" : "";
    return "{\"latency_ms\":" + ENGINE_MS + faults + "}";
  }

  private OutageReport report(EngineLoad load, Span before, Span during, Span after) {
    Map<String, Double> beforePerS = new LinkedHashMap<>();
    Map<String, Double> duringPerS = new LinkedHashMap<>();
    for (String engine : models.keySet()) {
      beforePerS.put(engine, load.perSecond(engine, before));
      duringPerS.put(engine, load.perSecond(engine, during));
    }
    return new OutageReport(
        load.ended(),
        load.notSucceeded(),
        load.leastShare(before, during, victim()),
        load.sentTo(victim()).stream().filter(sent -> !sent.answered()).count(),
        recoveryS(load, beforePerS.get(victim()), after),
        mostInFlight(load, after),
        places,
        0,
        false,
        beforePerS,
        duringPerS);
  }

  private double recoveryS(EngineLoad load, double fullPerS, Span after) {
    for (long from = after.fromMs(); from + STEP_MS <= after.toMs(); from += STEP_MS) {
      if (load.perSecond(victim(), new Span(from, from + STEP_MS)) >= FULL * fullPerS) {
        return (from + STEP_MS - after.fromMs()) / 1e3;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private int mostInFlight(EngineLoad load, Span after) {
    List<Sent> calls =
        load.sentTo(victim()).stream().filter(sent -> after.has(sent.atMs())).toList();
    int most = 0;
    for (Sent call : calls) {
      long open =
          calls.stream().filter(s -> s.atMs() <= call.atMs() && call.atMs() < s.backMs()).count();
      most = (int) Math.max(most, open);
    }
    return most;
  }
}
