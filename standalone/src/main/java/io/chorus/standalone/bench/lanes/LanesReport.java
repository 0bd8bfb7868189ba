package io.chorus.standalone.bench.lanes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What urgent calls and small tenants feel of others' work. Times are from a task's acceptance to
 * its call's arrival at the engine. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param priorityP99IdleMs of urgent calls with nothing else to do, in milliseconds
 * @param priorityP99FloodMs of urgent calls with very many batch calls waiting
 * @param fairnessRatio the p99 of small tenants beside one with a hundred times the load of each,
 *     over theirs alone
 * @param samples urgent calls that each of the first two figures is of
 */
public record LanesReport(
    @JsonProperty("priority_p99_idle_ms") double priorityP99IdleMs,
    @JsonProperty("priority_p99_flood_ms") double priorityP99FloodMs,
    double fairnessRatio,
    int samples,
    @JsonIgnore Details details) {

  /**
   * What else was measured.
   *
   * @param floodWaiting batch calls that waited at the least
   * @param floodCpu share of all processors in use during the flood, in [0,1]
   * @param fairCpu the same beside the large tenant
   * @param crowdSmallP99Ms of small tenants' calls while a large one sends more than the engine
   *     takes
   * @param crowdLargeP99Ms of the large one's calls meanwhile
   * @param intakeP50Ms of urgent calls while the flood is taken in, as fast as the job can
   */
  public record Details(
      double idleP50Ms,
      double floodP50Ms,
      long floodWaiting,
      double floodCpu,
      double aloneP99Ms,
      double besideP99Ms,
      int fairSamples,
      double fairCpu,
      double crowdSmallP99Ms,
      double crowdLargeP99Ms,
      double intakeP50Ms,
      double intakeP99Ms) {}

  /** For the terminal. */
  public String text() {
    return String.format(
        Locale.ROOT,
        """
          priority, idle     p50 %.0f ms   p99 %.0f ms
          priority, flood    p50 %.0f ms   p99 %.0f ms   %,d batch calls waiting   CPU %.0f %%
          priority, intake   p50 %.0f ms   p99 %.0f ms   while these are taken in
          small tenants      p99 %.0f ms alone   %.0f ms beside a hundredfold load   ratio %.2f   CPU %.0f %%
          small tenants      p99 %,.0f ms beside one that sends too much, whose own wait %,.0f ms
          samples            %,d each; of the small tenants %,d each
        """,
        details.idleP50Ms(),
        priorityP99IdleMs,
        details.floodP50Ms(),
        priorityP99FloodMs,
        details.floodWaiting(),
        100 * details.floodCpu(),
        details.intakeP50Ms(),
        details.intakeP99Ms(),
        details.aloneP99Ms(),
        details.besideP99Ms(),
        fairnessRatio,
        100 * details.fairCpu(),
        details.crowdSmallP99Ms(),
        details.crowdLargeP99Ms(),
        samples,
        details.fairSamples());
  }
}
