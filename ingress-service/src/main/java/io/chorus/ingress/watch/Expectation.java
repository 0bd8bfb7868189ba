package io.chorus.ingress.watch;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That a file comes each day, between midnight and a time. Immutable.
 *
 * @param by the time at which it has come
 * @param zone whose midnight and time are meant
 */
public record Expectation(LocalTime by, ZoneId zone) {
  private static final Pattern FORM = Pattern.compile("daily by (\\d\\d:\\d\\d)(?: (\\S{1,64}))?");

  /** A file has to have come since the first, and until the second. */
  record Due(Instant dayBegan, Instant at) {}

  /**
   * @param text {@code daily by HH:MM}, in UTC unless the name of a zone follows
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Expectation parse(String text) {
    Matcher parts = FORM.matcher(text);
    try {
      if (parts.matches()) {
        ZoneId zone = ZoneId.of(parts.group(2) == null ? "UTC" : parts.group(2));
        return new Expectation(LocalTime.parse(parts.group(1)), zone);
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(sentence(text), e);
    }
    throw new IllegalArgumentException(sentence(text));
  }

  private static String sentence(String text) {
    return "'"
        + text
        + "' tells no time; allowed: daily by HH:MM, in UTC, or daily by HH:MM ZONE, like"
        + " Asia/Ho_Chi_Minh";
  }

  /** The last time at which a file was due. */
  Due last(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Due due = on(today);
    return due.at().isAfter(now) ? on(today.minusDays(1)) : due;
  }

  private Due on(LocalDate day) {
    return new Due(day.atStartOfDay(zone).toInstant(), day.atTime(by).atZone(zone).toInstant());
  }
}
