package io.chorus.standalone;

import io.chorus.connector.postgres.LetterFilter;
import io.chorus.contracts.Letter;
import io.chorus.standalone.dead.When;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class LetterOptions {
  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only rejected, poison or undeliverable ones.")
  String kind;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's.")
  String tenant;

  @Option(names = "--batch", paramLabel = "BATCH", description = "Only those of this batch.")
  String batch;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those whose reason contains TEXT, in any case.")
  String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those kept since: 90s, 15m, 2h or 3d ago, or 2026-11-25[T14:30].")
  String since;

  /**
   * @throws UsageException where an option can't be understood
   */
  LetterFilter filter(When when) {
    return new LetterFilter(kind(), tenant, batch, reason, sinceMs(when));
  }

  private Letter.Kind kind() {
    if (kind == null) {
      return null;
    }
    return Arrays.stream(Letter.Kind.values())
        .filter(each -> each.wireName().equals(kind))
        .findFirst()
        .orElseThrow(() -> new UsageException("--kind is '" + kind + "'; allowed: " + kinds()));
  }

  private static String kinds() {
    return Arrays.stream(Letter.Kind.values())
        .map(Letter.Kind::wireName)
        .collect(Collectors.joining(", "));
  }

  private Long sinceMs(When when) {
    try {
      return since == null ? null : when.since(since).toEpochMilli();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--since: " + e.getMessage() + "; allowed: " + When.DURATIONS + ", or 2026-11-25[T14:30]",
          e);
    }
  }
}
