package io.chorus.connector.kafka.access;

import io.chorus.contracts.CloudEvent;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RecordPlace;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/** What Kafka's clients tell of records, in our words. */
public final class KafkaRecords {
  private static final List<String> HEADERS = List.of(CloudEvent.ID, CloudEvent.TIME);

  private KafkaRecords() {}

  /** A record of tasks as it was written, not decoded. */
  public static RawRecord raw(ConsumerRecord<byte[], byte[]> message) {
    return new RawRecord(
        message.topic(),
        message.partition(),
        message.offset(),
        message.timestamp(),
        named(message),
        message.value());
  }

  /**
   * Where an acknowledged record is; null where Kafka has it and does not say where, as when it was
   * sent again long after.
   */
  public static RecordPlace place(RecordMetadata written) {
    return written.hasOffset()
        ? new RecordPlace(written.topic(), written.partition(), written.offset())
        : null;
  }

  private static Map<String, String> named(ConsumerRecord<byte[], byte[]> message) {
    Map<String, String> named = new HashMap<>();
    for (String name : HEADERS) {
      Header header = message.headers().lastHeader(name);
      if (header != null && header.value() != null) {
        named.put(name, new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return named;
  }
}
