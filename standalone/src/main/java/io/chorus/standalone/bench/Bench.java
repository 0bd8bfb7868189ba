package io.chorus.standalone.bench;

import io.chorus.contracts.EngineCatalog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes all figures, one after the other, on one running system. Used once. */
public final class Bench {
  private static final int RAW_WARM_UP = 10_000;
  private static final int RAW_CALLS = 20_000;
  private static final int WARM_UP = 80_000;
  private static final int TASKS = 10_000;
  private static final int SLOW_TASKS = 15_000;
  private static final int IN_FLIGHT = 1_000;
  private static final int SLOW_ENGINE_MS = 2_000;
  private static final int LATENCY_PER_S = 20;
  private static final int LATENCY_WARM_UP = 200;
  private static final int LATENCY_TASKS = 600;
  private static final int LATENCY_ENGINE_MS = 50;

  private final BenchTarget target;
  private final PrintWriter out;

  public Bench(BenchTarget target, PrintWriter out) {
    this.target = target;
    this.out = out;
  }

  public BenchReport run() throws IOException, InterruptedException {
    try (Load load = new Load(target.kafka(), EngineCatalog.AUTO)) {
      say("raw calls");
      RawCalls raw = new RawCalls(target.chatUrl());
      raw.perSecond(RAW_WARM_UP);
      double rawPerS = raw.perSecond(RAW_CALLS);

      say("pipeline");
      load.arrivals(WARM_UP);
      Map<String, Double> before = target.cpuSeconds();
      double seconds = last(load.arrivals(TASKS));
      Map<String, Double> cpuMs = cpuMsPerTask(before, target.cpuSeconds());

      say("2 s engine");
      target.engineLatencyMs(SLOW_ENGINE_MS);
      double slotShare = Load.shareOfBound(load.arrivals(SLOW_TASKS), IN_FLIGHT, SLOW_ENGINE_MS);

      say("added latency");
      target.engineLatencyMs(LATENCY_ENGINE_MS);
      load.latenciesMs(LATENCY_WARM_UP, LATENCY_PER_S);
      List<Double> latencies = load.latenciesMs(LATENCY_TASKS, LATENCY_PER_S);

      return new BenchReport(
          rounded(rawPerS),
          rounded(TASKS / seconds),
          rounded(cpuMs.values().stream().mapToDouble(Double::doubleValue).sum()),
          rounded(slotShare),
          rounded(Quantiles.of(latencies, 0.5) - LATENCY_ENGINE_MS),
          rounded(Quantiles.of(latencies, 0.99) - LATENCY_ENGINE_MS),
          cpuMs);
    }
  }

  private static double last(List<Double> arrivals) {
    return arrivals.get(arrivals.size() - 1);
  }

  private void say(String what) {
    out.println("  measuring: " + what);
    out.flush();
  }

  private static Map<String, Double> cpuMsPerTask(
      Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> spent = new LinkedHashMap<>();
    after.forEach((part, cpu) -> spent.put(part, 1_000 * (cpu - before.get(part)) / TASKS));
    return spent;
  }

  private static double rounded(double figure) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", figure));
  }
}
