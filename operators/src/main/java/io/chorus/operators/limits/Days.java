package io.chorus.operators.limits;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** The days by which providers count: they begin at midnight in California. */
final class Days {
  private static final ZoneId ZONE = ZoneId.of("America/Los_Angeles");

  private Days() {}

  /** Unix milliseconds when the day of a time ends. */
  static long endMs(long atMs) {
    return Instant.ofEpochMilli(atMs)
        .atZone(ZONE)
        .truncatedTo(ChronoUnit.DAYS)
        .plusDays(1)
        .toInstant()
        .toEpochMilli();
  }
}
