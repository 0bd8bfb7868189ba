package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.ingress.kafka.ConsumerLoop;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class TopicTailTest {
  private static final long TWO_SECONDS_MS = 2_000;

  /** Kafka makes each wait for a connection longer or shorter by so much. */
  private static final double JITTER = 1.2;

  private final ConsumerConfig follower = follower();

  private static ConsumerConfig follower() {
    Properties properties = TopicTail.properties(KafkaConfig.open("127.0.0.1:9092"), "keys");
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    return new ConsumerConfig(properties);
  }

  @Test
  void whatIsPublishedIsToldAtOnce() {
    assertThat(follower.getInt(ConsumerConfig.FETCH_MIN_BYTES_CONFIG)).isEqualTo(1);
    assertThat(follower.getString(ConsumerConfig.ISOLATION_LEVEL_CONFIG))
        .isEqualTo("read_uncommitted");
  }

  @Test
  void aFollowerThatWasCutOffAsksAgainWithinTwoSeconds() {
    double reconnectMs = JITTER * follower.getLong(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG);

    assertThat(reconnectMs + ConsumerLoop.PAUSE_MS).isLessThan(TWO_SECONDS_MS);
  }
}
