package io.chorus.connector.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The values of an {@link Address} under keys and with headers in UTF-8. */
final class JsonRecordSchema<T> implements KafkaRecordSerializationSchema<T> {
  private final Address<T> address;

  JsonRecordSchema(Address<T> address) {
    this.address = address;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            address.topic(element), utf8(address.key(element)), address.value(element));
    address.headers(element).forEach((name, value) -> message.headers().add(name, utf8(value)));
    return message;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
