package io.chorus.connector.kafka;

import io.chorus.contracts.IncomingRecord;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes a record as it is: decoding comes after the source, so that bad bytes are no crash loop.
 */
final class IncomingRecordSchema implements KafkaRecordDeserializationSchema<IncomingRecord> {
  private static final byte[] NONE = new byte[0];

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<IncomingRecord> out) {
    out.collect(
        new IncomingRecord(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            header(message, "ce_id"),
            header(message, "ce_time"),
            message.value() == null ? NONE : message.value()));
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public TypeInformation<IncomingRecord> getProducedType() {
    return TypeInformation.of(IncomingRecord.class);
  }
}
