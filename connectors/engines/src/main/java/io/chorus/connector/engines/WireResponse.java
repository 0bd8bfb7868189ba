package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;

/**
 * A complete response.
 *
 * @param body a missing node where it is no JSON
 * @param receivedAtMs Unix milliseconds
 */
record WireResponse(int status, HttpHeaders headers, JsonNode body, long receivedAtMs) {

  boolean claimsJson() {
    String type = headers.get("Content-Type");
    return type == null || type.toLowerCase(Locale.ROOT).contains("json") || isStream(headers);
  }

  /** Whether server-sent events come, and no document. */
  static boolean isStream(HttpHeaders headers) {
    String type = headers.get("Content-Type", "");
    return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  @Override
  public String toString() {
    return "WireResponse[" + status + "]";
  }
}
