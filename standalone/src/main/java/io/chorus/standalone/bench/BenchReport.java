package io.chorus.standalone.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Map;

/**
 * The yardstick. All figures are of one run on one machine that everything shares: compare them
 * with each other, not with those of another machine. Written as JSON with {@link
 * io.chorus.contracts.Json}.
 *
 * @param rawCallsPerS a plain async-http-client against the emulator, 200 in flight
 * @param pipelineTasksPerS the whole pipeline with an engine that answers at once
 * @param cpuMsPerTask CPU milliseconds of all processes together for such a task
 * @param slotShare with an engine that takes 2 s and 1,000 calls in flight: tasks per second as a
 *     share of the 500 that are possible
 * @param addedLatencyP50Ms at 20 tasks a second, from the producer to the consumer of the result,
 *     less the engine's time
 * @param addedLatencyP99Ms the same, of the slowest hundredth
 * @param cpuMsByPart of {@code cpuMsPerTask}, by process
 */
public record BenchReport(
    double rawCallsPerS,
    double pipelineTasksPerS,
    double cpuMsPerTask,
    double slotShare,
    @JsonProperty("added_latency_p50_ms") double addedLatencyP50Ms,
    @JsonProperty("added_latency_p99_ms") double addedLatencyP99Ms,
    @JsonIgnore Map<String, Double> cpuMsByPart) {

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "raw calls", "%,.0f/s", rawCallsPerS);
    line(text, "pipeline", "%,.0f tasks/s", pipelineTasksPerS);
    line(text, "CPU", "%.2f ms a task", cpuMsPerTask);
    cpuMsByPart.forEach((part, ms) -> line(text, "  " + part, "%.2f ms", ms));
    line(text, "2 s engine", "%.3f of the bound with 1,000 in flight", slotShare);
    line(text, "added latency", "p50 %.1f ms   p99 %.1f ms", addedLatencyP50Ms, addedLatencyP99Ms);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-26s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
