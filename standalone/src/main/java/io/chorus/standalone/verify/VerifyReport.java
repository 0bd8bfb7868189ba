package io.chorus.standalone.verify;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the checker found. Written as JSON with {@link io.chorus.contracts.Json}.
 *
 * @param holds true where every check does
 */
public record VerifyReport(boolean holds, List<Check> checks) {

  static VerifyReport of(List<Check> checks) {
    return new VerifyReport(checks.stream().allMatch(Check::holds), checks);
  }

  /**
   * One invariant.
   *
   * @param id as in the design
   * @param says what must hold
   * @param figures by name
   * @param broken what breaks it, the first few
   */
  public record Check(
      String id, String says, boolean holds, Map<String, Object> figures, List<String> broken) {

    String text() {
      String numbers =
          figures.entrySet().stream()
              .map(figure -> figure.getValue() + " " + figure.getKey().replace('_', ' '))
              .collect(Collectors.joining(" · "));
      String head =
          String.format(
              Locale.ROOT, "  %s  %-6s  %-48s %s%n", id, holds ? "holds" : "BROKEN", says, numbers);
      return head + broken.stream().map(one -> "      " + one + "\n").collect(Collectors.joining());
    }
  }

  /** A line for each invariant, and what breaks it. */
  public String text() {
    return checks.stream().map(Check::text).collect(Collectors.joining());
  }
}
