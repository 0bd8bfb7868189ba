package io.chorus.standalone.broker;

import io.chorus.connector.rabbitmq.RabbitMQConnectionConfig;
import io.chorus.connector.rabbitmq.SecretSupplier;
import io.chorus.servers.LocalRabbitMq;
import java.nio.file.Path;

/** How a job reaches a local RabbitMQ. */
public final class Brokers {
  private Brokers() {}

  /**
   * The password stays a reference.
   *
   * @param folder that the server was started on
   */
  public static RabbitMQConnectionConfig connection(LocalRabbitMq rabbit, Path folder) {
    return RabbitMQConnectionConfig.builder()
        .setHost("127.0.0.1")
        .setPort(rabbit.port())
        .setVirtualHost("chorus")
        .setUsername(rabbit.user())
        .setPassword(SecretSupplier.file(folder.resolve("password").toString()))
        .build();
  }
}
