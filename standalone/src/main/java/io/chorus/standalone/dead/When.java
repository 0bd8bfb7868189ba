package io.chorus.standalone.dead;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write and read them, in one time zone. Immutable. */
public record When(Instant present, ZoneId zone) {
  /** What {@link #duration} reads. */
  public static final String DURATIONS = "a number with s, m, h or d, for example 90s, 15m, 2h, 3d";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Duration LONG = Duration.ofDays(7);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  public static When now() {
    return new When(Instant.now(), ZoneId.systemDefault());
  }

  /**
   * @throws IllegalArgumentException where the text is none of {@link #DURATIONS}
   */
  public static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
      throw new IllegalArgumentException("'" + text + "' is no duration");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * The time that is so long ago, or a date, or a date with a time.
   *
   * @throws IllegalArgumentException where the text is none of them
   */
  public Instant since(String text) {
    if (DURATION.matcher(text).matches()) {
      return present.minus(duration(text));
    }
    try {
      return text.contains("T")
          ? LocalDateTime.parse(text).atZone(zone).toInstant()
          : LocalDate.parse(text).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time", e);
    }
  }

  /** How long ago, and from a week on the day. */
  String ago(long ms) {
    Duration ago = Duration.between(Instant.ofEpochMilli(ms), present);
    if (ago.isNegative() || ago.compareTo(LONG) >= 0) {
      return DAY.format(Instant.ofEpochMilli(ms).atZone(zone));
    }
    if (ago.toMinutes() == 0) {
      return ago.toSeconds() + " s ago";
    }
    if (ago.toHours() == 0) {
      return ago.toMinutes() + " min ago";
    }
    return ago.toDays() == 0 ? ago.toHours() + " h ago" : ago.toDays() + " d ago";
  }

  /** To the millisecond. */
  String exact(long ms) {
    return EXACT.format(Instant.ofEpochMilli(ms).atZone(zone));
  }
}
