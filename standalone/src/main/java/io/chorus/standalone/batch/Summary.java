package io.chorus.standalone.batch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.chorus.connector.postgres.EngineTotals;
import io.chorus.contracts.FinalState;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How a run went. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param tasks lines that were accepted
 * @param linesRejected lines that were no tasks
 * @param finals tasks by final state
 * @param calls asks that were let go to an engine
 * @param callsBilled calls in the emulator's journal
 * @param tokensIn billed
 * @param tokensOut billed
 * @param costUsd billed, in US dollars
 * @param tasksPerS from the first line submitted to the last result
 * @param latencyMs from accepted to finished
 * @param peakRssMb resident memory of all processes together at its highest, in MiB
 * @param engines by name
 * @param failures failed asks by class
 * @param seconds from the first line submitted to the last result
 */
public record Summary(
    long tasks,
    long linesRejected,
    @JsonProperty("final") Map<FinalState, Long> finals,
    long calls,
    long callsBilled,
    long tokensIn,
    long tokensOut,
    double costUsd,
    double tasksPerS,
    Latency latencyMs,
    long peakRssMb,
    @JsonIgnore Map<String, EngineTotals> engines,
    @JsonIgnore Map<String, Long> failures,
    @JsonIgnore double seconds) {
  private static final int NANO = 9;

  /** Milliseconds. */
  public record Latency(long p50, long p99) {}

  /**
   * What the results, the ledger and the journal say together.
   *
   * @param tasks lines that were accepted
   * @param engines what was asked for them
   */
  static Summary of(
      long tasks,
      long linesRejected,
      Tally tally,
      Map<String, EngineTotals> engines,
      long callsBilled,
      double seconds,
      long peakRssMb) {
    return new Summary(
        tasks,
        linesRejected,
        tally.states(),
        sum(engines, EngineTotals::claims),
        callsBilled,
        sum(engines, EngineTotals::tokensIn),
        sum(engines, EngineTotals::tokensOut),
        usd(sum(engines, EngineTotals::costNanoUsd)),
        Math.round(10 * tasks / seconds) / 10.0,
        new Latency(tally.latencyMs(0.5), tally.latencyMs(0.99)),
        peakRssMb,
        engines,
        tally.failures(),
        seconds);
  }

  private static long sum(Map<String, EngineTotals> engines, ToLongFunction<EngineTotals> figure) {
    return engines.values().stream().mapToLong(figure).sum();
  }

  private static double usd(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, NANO).doubleValue();
  }

  /** True where every task ended, and at least this share of them with an answer. */
  public boolean isGood(double minSuccess) {
    long ended = finals.values().stream().mapToLong(Long::longValue).sum();
    return ended == tasks && finals.get(FinalState.SUCCEEDED) >= minSuccess * tasks;
  }

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "tasks", "%,d in %.1f s   %,.1f/s", tasks, seconds, tasksPerS);
    finals.forEach(
        (state, count) -> {
          if (count > 0) {
            line(text, "  " + state.name().toLowerCase(Locale.ROOT), "%,d", count);
          }
        });
    if (linesRejected > 0) {
      line(text, "  lines rejected", "%,d", linesRejected);
    }
    line(text, "latency", "p50 %,d ms   p99 %,d ms", latencyMs.p50(), latencyMs.p99());
    line(text, "calls", "%,d asked   %,d billed", calls, callsBilled);
    engines.forEach(
        (engine, sums) ->
            line(
                text,
                "  " + engine,
                "%,7d asked %,7d answered %,5d failed   %,9d + %,9d tokens   $%.4f",
                sums.claims(),
                sums.answered(),
                sums.failed(),
                sums.tokensIn(),
                sums.tokensOut(),
                usd(sums.costNanoUsd())));
    if (!failures.isEmpty()) {
      line(text, "failed asks", "%,d", failures.values().stream().mapToLong(n -> n).sum());
      failures.forEach((failure, count) -> line(text, "  " + failure, "%,7d", count));
    }
    line(text, "tokens", "%,d in   %,d out", tokensIn, tokensOut);
    line(text, "cost", "$%.4f", costUsd);
    line(text, "peak memory", "%,d MiB, all processes together", peakRssMb);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-18s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
