package io.chorus.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the JSON of one record type; a record that can't be read never stops the job. What is told
 * of accounts is for the engine job's processes, not for its streams.
 */
final class OwnRecordSchema<T> implements KafkaRecordDeserializationSchema<T> {
  private static final Logger LOG = LoggerFactory.getLogger(OwnRecordSchema.class);

  private final Class<T> type;
  private transient Counter unreadable;

  OwnRecordSchema(Class<T> type) {
    this.type = type;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    unreadable = context.getMetricGroup().counter("unreadableRecords");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<T> out) {
    if (message.key() != null && AccountChange.isKey(new String(message.key(), UTF_8))) {
      return;
    }
    try {
      out.collect(Json.read(message.value(), type));
    } catch (MalformedJsonException e) {
      unreadable.inc();
      LOG.error(
          "left out {}-{}@{}: no {}: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          type.getSimpleName(),
          e.getMessage());
    }
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return TypeInformation.of(type);
  }
}
