package io.chorus.connector.kafka;

import io.chorus.connector.kafka.access.KafkaConfig;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/** The Kafka sinks of the jobs: at least once, idempotent producers. */
public final class KafkaSinks {
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  private KafkaSinks() {}

  /** A sink whose records go where their {@link Address} says, without waiting for company. */
  public static <T> KafkaSink<T> json(KafkaConfig kafka, Address<T> address) {
    return json(kafka, address, Duration.ZERO);
  }

  /**
   * The same for records that nobody waits for.
   *
   * @param linger how long a record may wait for others: fewer and larger requests
   */
  public static <T> KafkaSink<T> json(KafkaConfig kafka, Address<T> address, Duration linger) {
    KafkaRecordSerializationSchema<T> schema = new JsonRecordSchema<>(address);
    Properties properties = kafka.properties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", Long.toString(linger.toMillis()));
    properties.put("max.request.size", MAX_REQUEST_BYTES);
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(schema)
        .build();
  }
}
