package io.chorus.connector.engines;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Pattern;

/**
 * What the headers of an answer say is left of an account's limits by the minute.
 *
 * @param requests -1 where nothing is said
 * @param tokens -1 where nothing is said
 */
record RoomLeft(long requests, long tokens) {
  static final RoomLeft UNKNOWN = new RoomLeft(-1, -1);

  private static final Pattern COUNT = Pattern.compile("\\d{1,15}");

  static RoomLeft of(HttpHeaders headers) {
    return new RoomLeft(
        first(headers, "x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining"),
        first(headers, "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"));
  }

  private static long first(HttpHeaders headers, String... names) {
    for (String name : names) {
      String count = headers.get(name, "").strip();
      if (COUNT.matcher(count).matches()) {
        return Long.parseLong(count);
      }
    }
    return -1;
  }
}
