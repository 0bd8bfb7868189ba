package io.chorus.connector.kafka;

import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;

/**
 * The Kafka sinks of the jobs: at least once, idempotent producers, sent without waiting for
 * company.
 */
public final class KafkaSinks {
  private static final int MAX_REQUEST_BYTES = 4 << 20;

  private KafkaSinks() {}

  /** A sink whose records go where their {@link Address} says. */
  public static <T> KafkaSink<T> json(KafkaEndpoint kafka, Address<T> address) {
    KafkaRecordSerializationSchema<T> schema = new JsonRecordSchema<>(address);
    Properties properties = new Properties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", "0");
    properties.put("max.request.size", MAX_REQUEST_BYTES);
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(schema)
        .build();
  }
}
