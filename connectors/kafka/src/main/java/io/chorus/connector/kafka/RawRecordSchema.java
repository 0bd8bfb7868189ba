package io.chorus.connector.kafka;

import io.chorus.connector.kafka.access.KafkaRecords;
import io.chorus.contracts.RawRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes a record as it is: decoding comes after the source, so that bad bytes are no crash loop.
 */
final class RawRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RawRecord> out) {
    out.collect(KafkaRecords.raw(message));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return TypeInformation.of(RawRecord.class);
  }
}
