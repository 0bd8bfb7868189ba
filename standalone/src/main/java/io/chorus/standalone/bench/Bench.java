package io.chorus.standalone.bench;

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
  private static final int WARM_UP = 6_000;
  private static final int TASKS = 10_000;
  private static final int SLOW_TASKS = 15_000;
  private static final int SLOW_ENGINE_MS = 2_000;
  private static final double BOUND_PER_S = 500;
  private static final int LATENCY_PER_S = 20;
  private static final int LATENCY_WARM_UP = 200;
  private static final int LATENCY_TASKS = 600;
  private static final int LATENCY_ENGINE_MS = 50;

  private final Target target;
  private final PrintWriter out;

  public Bench(Target target, PrintWriter out) {
    this.target = target;
    this.out = out;
  }

  /** The system that is measured. */
  public interface Target {
    String kafkaBootstrap();

    /** Of the emulator's OpenAI chat endpoint. */
    String chatUrl();

    /** Sets how long the emulated engine takes. */
    void engineLatencyMs(int latencyMs) throws IOException;

    /** CPU seconds so far, by process. */
    Map<String, Double> cpuSeconds();
  }

  public BenchReport run() throws IOException, InterruptedException {
    try (Load load = new Load(target.kafkaBootstrap())) {
      say("raw calls");
      RawCalls raw = new RawCalls(target.chatUrl());
      raw.perSecond(RAW_WARM_UP);
      double rawPerS = raw.perSecond(RAW_CALLS);

      say("pipeline");
      load.secondsFor(WARM_UP);
      Map<String, Double> before = target.cpuSeconds();
      double seconds = load.secondsFor(TASKS);
      Map<String, Double> cpuMs = cpuMsPerTask(before, target.cpuSeconds());

      say("2 s engine");
      target.engineLatencyMs(SLOW_ENGINE_MS);
      double slowSeconds = load.secondsFor(SLOW_TASKS);

      say("added latency");
      target.engineLatencyMs(LATENCY_ENGINE_MS);
      load.latenciesMs(LATENCY_WARM_UP, LATENCY_PER_S);
      List<Double> latencies = load.latenciesMs(LATENCY_TASKS, LATENCY_PER_S);

      return new BenchReport(
          rounded(rawPerS),
          rounded(TASKS / seconds),
          rounded(cpuMs.values().stream().mapToDouble(Double::doubleValue).sum()),
          rounded(SLOW_TASKS / slowSeconds / BOUND_PER_S),
          rounded(quantile(latencies, 0.5) - LATENCY_ENGINE_MS),
          rounded(quantile(latencies, 0.99) - LATENCY_ENGINE_MS),
          cpuMs);
    }
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

  /** Nearest rank. */
  private static double quantile(List<Double> sorted, double share) {
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  private static double rounded(double figure) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", figure));
  }
}
