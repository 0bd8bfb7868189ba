package io.chorus.standalone.bench.slots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import java.util.Map;

/**
 * How much of their places engines use, through ledger and limits. Written as JSON with {@link
 * io.chorus.contracts.Json}.
 *
 * @param shareOfBound with an engine that takes 2 s and 1,000 calls in flight: calls per second as
 *     a share of the 500 that are possible
 * @param othersWithOneHanging of the other engines' rates while one accepts calls and never answers
 *     them, over their own before: the least
 */
public record SlotsReport(
    double shareOfBound,
    double othersWithOneHanging,
    @JsonIgnore Map<String, Double> beforePerS,
    @JsonIgnore Map<String, Double> hangingPerS) {

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "2 s engine", "%.3f of the bound with 1,000 in flight", shareOfBound);
    beforePerS.forEach(
        (engine, perS) ->
            line(text, engine, "%.1f/s before   %.1f/s", perS, hangingPerS.get(engine)));
    line(text, "others' rate", "%.3f of before, the least", othersWithOneHanging);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-14s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
