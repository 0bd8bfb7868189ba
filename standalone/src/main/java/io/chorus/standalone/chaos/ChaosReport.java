package io.chorus.standalone.chaos;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Locale;
import java.util.Map;

/**
 * What a run has shown. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param sent different numbers that the sink has published and the broker has confirmed
 * @param received different numbers that have arrived
 * @param lost numbers that were sent and have not arrived although the queues are empty
 * @param redelivered arrivals beyond the first of each number
 * @param faults how many, by kind; every kind is a key
 * @param restarts of the job
 * @param restartsByFault of the restarts those that came after each kind of fault, before the next
 */
public record ChaosReport(
    long sent,
    long received,
    long lost,
    long redelivered,
    Map<FaultKind, Integer> faults,
    int restarts,
    @JsonIgnore Map<FaultKind, Integer> restartsByFault) {

  static ChaosReport of(int sent, Receipts.Count count, FaultCount faults, int restarts) {
    return new ChaosReport(
        sent,
        count.distinct(),
        sent - count.distinct(),
        count.redelivered(),
        faults.faults(),
        restarts,
        faults.restarts());
  }

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(format("  %-22s %12s  %12s%n", "fault", "times", "job restarts"));
    faults.forEach(
        (kind, times) ->
            text.append(
                format("  %-22s %,12d  %,12d%n", kind.text(), times, restartsByFault.get(kind))));
    text.append(format("%n"));
    line(text, "sent", sent);
    line(text, "received", received);
    line(text, "lost", lost);
    line(text, "redelivered", redelivered);
    line(text, "job restarts", restarts);
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long figure) {
    text.append(format("  %-22s %,12d%n", name, figure));
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
