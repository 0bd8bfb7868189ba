package io.chorus.standalone.bench.slots;

import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.EngineLoad;
import io.chorus.standalone.bench.EngineLoad.Span;
import io.chorus.standalone.bench.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One engine at its limit of 1,000 calls that take 2 s each; then all engines at theirs, and that
 * one, the largest, hangs. Used once.
 */
public final class SlotsBench {
  private static final int WARM_UP = 10_000;
  private static final int TASKS = 15_000;
  private static final int IN_FLIGHT = 1_000;
  private static final int ENGINE_MS = 2_000;
  private static final int SLOWEST_MS = 4_000;
  private static final long SETTLE_MS = 20_000;

  /** So many tasks unfinished for each call in flight: the scheduler always has some. */
  private static final long PLENTY = 3;

  private final BenchTarget target;
  private final Map<String, String> models;
  private final int placesOfOthers;
  private final PrintWriter out;

  /**
   * @param models of each engine, as {@code engine/model}; the first is the one that hangs
   * @param placesOfOthers calls that each of the others may have at once
   */
  public SlotsBench(
      BenchTarget target, Map<String, String> models, int placesOfOthers, PrintWriter out) {
    this.target = target;
    this.models = models;
    this.placesOfOthers = placesOfOthers;
    this.out = out;
  }

  /**
   * @param seconds that are watched before the engine hangs, and while it does
   */
  public SlotsReport run(int seconds) throws IOException, InterruptedException {
    double shareOfBound = shareOfBound();
    target.engineLatencyMs(ENGINE_MS, SLOWEST_MS);
    try (EngineLoad load = new EngineLoad(target, models, out)) {
      for (String engine : models.keySet()) {
        load.keep(engine, PLENTY * (engine.equals(first()) ? IN_FLIGHT : placesOfOthers));
      }
      load.watched("all engines fill up", SETTLE_MS);
      Span before = load.watched("all engines work", seconds * 1_000L);
      target.emulate(hanging());
      Span hanging = load.watched(first() + " hangs", seconds * 1_000L);
      return new SlotsReport(
          shareOfBound,
          load.leastShare(before, hanging, first()),
          rates(load, before),
          rates(load, hanging));
    } finally {
      target.engineLatencyMs(0);
    }
  }

  private double shareOfBound() throws IOException, InterruptedException {
    try (Load load = new Load(target.kafka(), models.get(first()))) {
      out.println("  warming up");
      out.flush();
      load.arrivals(WARM_UP);
      out.println("  2 s engine");
      out.flush();
      target.engineLatencyMs(ENGINE_MS);
      return Load.shareOfBound(load.arrivals(TASKS), IN_FLIGHT, ENGINE_MS);
    }
  }

  private String first() {
    return models.keySet().iterator().next();
  }

  private String hanging() {
    return "{\"latency_ms\":{\"median_ms\":%d,\"p99_ms\":%d},\"faults\":[{\"kind\":\"hang\",\"share\":1.0,\"engine\":\"%s\"}]}"
        .formatted(ENGINE_MS, SLOWEST_MS, first());
  }

  private Map<String, Double> rates(EngineLoad load, Span span) {
    Map<String, Double> rates = new LinkedHashMap<>();
    models.keySet().forEach(engine -> rates.put(engine, load.perSecond(engine, span)));
    return rates;
  }
}
