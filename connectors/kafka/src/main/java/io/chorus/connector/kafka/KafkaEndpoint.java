package io.chorus.connector.kafka;

import java.io.Serializable;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 */
public record KafkaEndpoint(String bootstrapServers) implements Serializable {

  public KafkaEndpoint {
    if (bootstrapServers == null || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "'kafka_bootstrap' is missing; allowed: host:port[,host:port...]");
    }
  }
}
