package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.TrafficListener;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;

/** Opens and drops connections of one client, all of whose threads carry its name. */
final class BrokerConnections {

  private static final int ABORT_TIMEOUT_MS = 1_000;

  /** RabbitMQ's own maximum: with less, a larger message would cut the connection for ever. */
  private static final int MAX_BODY = 512 << 20;

  private final RabbitMQConnectionConfig config;
  private final String name;
  private final ExecutorService callbacks;
  private final TrafficListener traffic;

  /**
   * Names the client.
   *
   * @param callbacks runs the consumers' callbacks; its owner shuts it down
   */
  BrokerConnections(RabbitMQConnectionConfig config, String name, ExecutorService callbacks) {
    this(config, name, callbacks, TrafficListener.NO_OP);
  }

  /**
   * As above.
   *
   * @param traffic sees each command on the thread that reads it, and may hold that thread up
   */
  BrokerConnections(
      RabbitMQConnectionConfig config,
      String name,
      ExecutorService callbacks,
      TrafficListener traffic) {
    this.config = config;
    this.name = name;
    this.callbacks = callbacks;
    this.traffic = traffic;
  }

  String address() {
    return config.address();
  }

  Connection open() throws IOException {
    ConnectionFactory factory = config.factory();
    factory.setThreadFactory(new NamedThreads(name + "-io"));
    factory.setTrafficListener(traffic);
    factory.setMaxInboundMessageBodySize(MAX_BODY);
    try {
      return factory.newConnection(
          callbacks, List.of(new Address(config.host(), config.port())), name);
    } catch (TimeoutException e) {
      throw new IOException("No answer from RabbitMQ at " + config.address(), e);
    }
  }

  /** Waits a second at the most, and tells nobody when it fails: the connection is gone anyway. */
  static void drop(Connection connection) {
    if (connection != null) {
      connection.abort(ABORT_TIMEOUT_MS);
    }
  }
}
