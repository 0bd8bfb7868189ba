package io.chorus.contracts;

/**
 * A Kafka record that claims to be a task, as it came.
 *
 * @param topic {@link Topics#TASKS} or a tenant's raw topic
 * @param timestampMs the record's own, Unix milliseconds
 * @param ceId the producer's CloudEvents id, or null
 * @param ceTime the producer's CloudEvents time (RFC 3339), or null
 * @param value the bytes, never null
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by nobody; a copy per access would cost each task
public record IncomingRecord(
    String topic,
    int partition,
    long offset,
    long timestampMs,
    String ceId,
    String ceTime,
    byte[] value) {

  /** Where it stands, for people: {@code topic-partition-offset}. */
  public String place() {
    return topic + "-" + partition + "-" + offset;
  }

  @Override
  public String toString() {
    return "IncomingRecord[" + place() + ", " + value.length + " bytes]";
  }
}
