package io.chorus.contracts;

import java.util.Map;

/**
 * A record as a producer wrote it into {@code tasks.raw.<tenant>}.
 *
 * @param timestampMs the record's own, Unix milliseconds
 * @param headers as text; {@code ce_id} and {@code ce_time} count, others are ignored
 * @param value the bytes as they came, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestampMs,
    Map<String, String> headers,
    byte[] value) {

  public RecordPlace place() {
    return new RecordPlace(topic, partition, offset);
  }

  @Override
  public String toString() {
    return "RawRecord[" + place() + "]";
  }
}
