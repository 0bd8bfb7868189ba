package io.chorus.connector.kafka;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.RawRecord;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;

/**
 * The Kafka sources of the jobs. All go on from their checkpoint; without one they start at the
 * earliest record, whatever was committed: what is only half done is known to no offset, and what
 * is done is told from the ids.
 */
public final class KafkaSources {
  /** A new tenant's topic is read within ten seconds: looked for this often, and then opened. */
  private static final String DISCOVERY_INTERVAL_MS = "5000";

  /** What one topic's tasks wait for at most of each other's: partitions are read in turn. */
  private static final String AT_ONCE_BYTES = Integer.toString(64 << 10);

  private static final String AT_ONCE = "100";

  private KafkaSources() {}

  /** Tasks of the ingress and of all producers, not decoded yet. */
  public static KafkaSource<RawRecord> tasks(KafkaConfig kafka) {
    return builder(kafka, "chorus-task-job", new RawRecordSchema())
        .setKafkaSubscriber(new TaskTopics())
        .setProperty("partition.discovery.interval.ms", DISCOVERY_INTERVAL_MS)
        .setProperty("max.partition.fetch.bytes", AT_ONCE_BYTES)
        .setProperty("max.poll.records", AT_ONCE)
        .build();
  }

  /**
   * The records of one of our own topics. What can't be read is counted, logged without its
   * content, and left out.
   */
  public static <T> KafkaSource<T> own(
      KafkaConfig kafka, String topic, String group, Class<T> type) {
    return builder(kafka, group, new OwnRecordSchema<>(type)).setTopics(topic).build();
  }

  private static <T> KafkaSourceBuilder<T> builder(
      KafkaConfig kafka, String group, KafkaRecordDeserializationSchema<T> schema) {
    return KafkaSource.<T>builder()
        .setProperties(kafka.properties())
        .setGroupId(group)
        .setClientIdPrefix(group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(schema);
  }
}
