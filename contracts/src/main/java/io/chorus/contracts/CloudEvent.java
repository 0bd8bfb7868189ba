package io.chorus.contracts;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a Kafka record of ours is, told as CloudEvents 1.0 tells it in Kafka's binary mode: by
 * headers beside a value that is JSON.
 *
 * @param id the same where the same is told again
 * @param type what has happened, such as {@code io.chorus.task.succeeded}
 */
public record CloudEvent(String id, String type, Instant time) {
  /** The header with the id. */
  public static final String ID = "ce_id";

  /** The header with the time, of RFC 3339. */
  public static final String TIME = "ce_time";

  /** What types of events about tasks begin with. */
  public static final String TASK = "io.chorus.task";

  /** By name, always in the same order. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put(ID, id);
    headers.put("ce_source", "chorus");
    headers.put("ce_type", type);
    headers.put(TIME, time.toString());
    headers.put("content-type", "application/json");
    return headers;
  }
}
