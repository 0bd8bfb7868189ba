package io.chorus.standalone.chaos.outage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import java.util.Map;

/**
 * What an engine's outage did. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param tasks that were sent, all of them with time left
 * @param failed of those, that did not succeed
 * @param othersRateRatio of the other engines' calls a second during the outage over those before,
 *     the least
 * @param probes calls that were sent to the engine while it was out
 * @param recoveryS from the end of the outage until the engine had its full rate again, in seconds;
 *     infinite where it hadn't as long as it was watched
 * @param mostInFlight calls that the engine had at once after the outage, at the most
 * @param places calls that it may have at once
 * @param billedTwice asks that were billed twice, as the checker counts them
 * @param verified every invariant holds
 */
public record OutageReport(
    long tasks,
    long failed,
    double othersRateRatio,
    long probes,
    double recoveryS,
    int mostInFlight,
    int places,
    long billedTwice,
    boolean verified,
    @JsonIgnore Map<String, Double> beforePerS,
    @JsonIgnore Map<String, Double> duringPerS) {
  /** Of what the others did before; a measured rate is never the same twice. */
  private static final double LEAST_RATE = 0.9;

  public OutageReport checked(long twice, boolean holds) {
    return new OutageReport(
        tasks,
        failed,
        othersRateRatio,
        probes,
        recoveryS,
        mostInFlight,
        places,
        twice,
        holds,
        beforePerS,
        duringPerS);
  }

  /**
   * True where nothing was lost by it, the others kept their rate, and the engine came back to its
   * own while it was watched, without a herd.
   */
  public boolean isWell() {
    boolean othersGoOn = othersRateRatio >= LEAST_RATE;
    boolean recovers = Double.isFinite(recoveryS) && mostInFlight <= places;
    return failed == 0 && verified && othersGoOn && recovers;
  }

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "tasks", "%,d   failed %,d", tasks, failed);
    beforePerS.forEach(
        (engine, perS) ->
            line(text, engine, "%.0f/s before   %.0f/s during", perS, duringPerS.get(engine)));
    line(text, "others' rate", "%.2f of before, the least", othersRateRatio);
    line(text, "probes", "%,d", probes);
    line(text, "recovery", "%.1f s to the full rate", recoveryS);
    line(text, "herd", "%d in flight at the most, of %d places", mostInFlight, places);
    line(text, "billed twice", "%d   %s", billedTwice, verified ? "verified" : "NOT VERIFIED");
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-14s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
