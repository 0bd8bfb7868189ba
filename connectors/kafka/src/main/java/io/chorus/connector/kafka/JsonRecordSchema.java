package io.chorus.connector.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The values of an {@link Address} under UTF-8 keys. */
final class JsonRecordSchema<T> implements KafkaRecordSerializationSchema<T> {
  private final Address<T> address;

  JsonRecordSchema(Address<T> address) {
    this.address = address;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    byte[] key = address.key(element).getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(address.topic(element), key, address.value(element));
  }
}
