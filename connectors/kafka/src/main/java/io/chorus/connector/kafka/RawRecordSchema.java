package io.chorus.connector.kafka;

import io.chorus.contracts.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes a record as it is: decoding comes after the source, so that bad bytes are no crash loop.
 */
final class RawRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {
  private static final List<String> HEADERS = List.of("ce_id", "ce_time");

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RawRecord> out) {
    out.collect(
        new RawRecord(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            named(message),
            message.value()));
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

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return TypeInformation.of(RawRecord.class);
  }
}
