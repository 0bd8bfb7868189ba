package io.chorus.standalone.chaos.engines;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.chorus.standalone.verify.VerifyReport;
import java.util.Locale;

/**
 * What killed processes did to calls. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param tasks that were sent
 * @param lost of those, without a final state
 * @param asks that may have been sent to an engine
 * @param billed calls in the engines' own journal
 * @param billedTwice asks that the journal has more than once
 * @param unreported of those, asks of which the ledger does not know that they may have been
 * @param claimedUnsent asks that were claimed and never reached an engine
 * @param kills task managers that were killed
 * @param ambiguous asks that were cut off after they may have been sent
 * @param verified every invariant holds
 */
public record EnginesReport(
    long tasks,
    long lost,
    long asks,
    long billed,
    long billedTwice,
    long unreported,
    long claimedUnsent,
    int kills,
    @JsonIgnore long ambiguous,
    @JsonIgnore boolean verified) {

  static EnginesReport of(long tasks, int kills, VerifyReport found) {
    return new EnginesReport(
        tasks,
        tasks - found.figure("I1", "final"),
        found.figure("I3", "asks"),
        found.figure("I3", "billed_calls"),
        found.billedTwice(),
        found.figure("I3", "unreported"),
        found.figure("I3", "claimed_unsent"),
        kills,
        found.figure("I3", "ambiguous"),
        found.holds());
  }

  /** True where nothing was lost, and nothing paid for twice unseen. */
  public boolean isWell() {
    return lost == 0 && unreported == 0 && verified;
  }

  /** For the terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "tasks", "%,d   lost %,d", tasks, lost);
    line(text, "asks", "%,d   ambiguous %,d", asks, ambiguous);
    line(text, "billed", "%,d   %.4f an ask", billed, (double) billed / Math.max(1, asks));
    line(text, "billed twice", "%,d   unreported %,d", billedTwice, unreported);
    line(text, "claimed, unsent", "%,d", claimedUnsent);
    line(text, "kills", "%d   %s", kills, verified ? "verified" : "NOT VERIFIED");
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String form, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-16s ", name));
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }
}
