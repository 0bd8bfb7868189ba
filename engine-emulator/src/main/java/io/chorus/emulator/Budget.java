package io.chorus.emulator;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** What is left of one limit, in its provider's own window. Not thread-safe. */
final class Budget {
  private static final long MINUTE_MS = 60_000;
  private static final double ROUNDING = 1e-6;

  /** Where the days of limits begin. */
  private static final ZoneId DAYS = ZoneId.of("America/Los_Angeles");

  private final long limit;
  private final Kind kind;
  private double left;
  private long atMs;

  /** How time is counted. */
  enum Kind {
    BUCKET,
    MINUTE,
    DAY
  }

  Budget(long limit, Kind kind, long nowMs) {
    this.limit = limit;
    this.kind = kind;
    this.left = (double) limit;
    this.atMs = kind == Kind.BUCKET ? nowMs : begin(nowMs);
  }

  long limit() {
    return limit;
  }

  /** After {@link #roll}: what may still be taken now. */
  long left() {
    return (long) Math.floor(left + ROUNDING);
  }

  /** Brings the count to a time. */
  void roll(long nowMs) {
    if (kind == Kind.BUCKET) {
      left = Math.min((double) limit, left + (double) (nowMs - atMs) * limit / MINUTE_MS);
      atMs = nowMs;
    } else if (begin(nowMs) != atMs) {
      left = (double) limit;
      atMs = begin(nowMs);
    }
  }

  private long begin(long nowMs) {
    return kind == Kind.MINUTE ? nowMs - nowMs % MINUTE_MS : day(nowMs).toInstant().toEpochMilli();
  }

  private static ZonedDateTime day(long nowMs) {
    return Instant.ofEpochMilli(nowMs).atZone(DAYS).truncatedTo(ChronoUnit.DAYS);
  }

  boolean has(long amount) {
    return left() >= amount;
  }

  void take(long amount) {
    left -= (double) amount;
  }

  /** After {@link #roll}: milliseconds until there is so much, or all there can be. */
  long waitMs(long amount, long nowMs) {
    return switch (kind) {
      case BUCKET ->
          (long)
              Math.ceil(Math.max(0, Math.min(amount, limit) - left) * MINUTE_MS / limit - ROUNDING);
      case MINUTE -> has(amount) ? 0 : atMs + MINUTE_MS - nowMs;
      case DAY -> has(amount) ? 0 : day(nowMs).plusDays(1).toInstant().toEpochMilli() - nowMs;
    };
  }
}
