package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long an engine asks to wait, in milliseconds, 0 to a day; 0 where it doesn't say. */
final class RetryAfter {
  static final long MAX_MS = Duration.ofDays(1).toMillis();

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9}(\\.\\d{1,9})?)s");

  private RetryAfter() {}

  static long ofHeaders(HttpHeaders headers, long nowMs) {
    String exact = headers.get("retry-after-ms", "").strip();
    if (NUMBER.matcher(exact).matches()) {
      return bounded(rounded(exact, 1));
    }
    String told = headers.get("Retry-After", "").strip();
    return NUMBER.matcher(told).matches() ? bounded(rounded(told, 1_000)) : untilDate(told, nowMs);
  }

  private static long untilDate(String date, long nowMs) {
    if (date.isEmpty()) {
      return 0;
    }
    try {
      ZonedDateTime at = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
      return bounded(at.toInstant().toEpochMilli() - nowMs);
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** Gemini's {@code RetryInfo}. */
  static long ofDetails(JsonNode details) {
    for (JsonNode detail : details) {
      Matcher delay = SECONDS.matcher(detail.path("retryDelay").asText(""));
      if (delay.matches()) {
        return bounded(rounded(delay.group(1), 1_000));
      }
    }
    return 0;
  }

  private static long rounded(String number, int factor) {
    return (long) Math.ceil(Double.parseDouble(number) * factor);
  }

  private static long bounded(long ms) {
    return Math.max(0, Math.min(MAX_MS, ms));
  }
}
