package io.chorus.standalone.verify;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
   * @param figures by name, in the order to show them
   * @param broken what breaks it, the first few
   * @param noted what is allowed, but should be known: asks that were paid for twice, and counted
   */
  public record Check(
      String id,
      String says,
      boolean holds,
      Map<String, Number> figures,
      List<String> broken,
      List<String> noted) {

    private static final String USD = " usd";
    private static final int MOST_SHOWN = 3;

    String text() {
      String verdict = holds ? "holds" : "BROKEN";
      String head =
          String.format(Locale.ROOT, "%s  %-42s %-6s  %s%n", id, says, verdict, numbers());
      return head + indented(broken) + indented(shortened(noted));
    }

    private String numbers() {
      return figures.entrySet().stream()
          .map(figure -> shown(figure.getKey().replace('_', ' '), figure.getValue()))
          .collect(Collectors.joining(" · "));
    }

    private static String shown(String name, Number figure) {
      if (figure instanceof Long count) {
        return String.format(Locale.ROOT, "%,d %s", count, name);
      }
      return name.endsWith(USD)
          ? "$" + figure + " " + name.substring(0, name.length() - USD.length())
          : name + " " + figure;
    }

    private static List<String> shortened(List<String> lines) {
      return lines.size() <= MOST_SHOWN
          ? lines
          : Stream.concat(
                  lines.stream().limit(MOST_SHOWN), Stream.of("the rest is in the JSON report"))
              .toList();
    }

    private static String indented(List<String> lines) {
      return lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }
  }

  /** Asks that were billed more often than they were sent. */
  public long billedTwice() {
    return checks.stream()
        .map(check -> check.figures().get(PaidOnce.BILLED_TWICE))
        .filter(Objects::nonNull)
        .mapToLong(Number::longValue)
        .sum();
  }

  /** One figure of one check; 0 where it has none of that name. */
  public long figure(String id, String name) {
    return checks.stream()
        .filter(check -> check.id().equals(id))
        .mapToLong(check -> check.figures().getOrDefault(name, 0).longValue())
        .sum();
  }

  /** A line for each invariant with its figures, and below it what breaks it. */
  public String text() {
    return checks.stream().map(Check::text).collect(Collectors.joining());
  }
}
