package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Durable queues behind a direct exchange, each bound by its own name, and one dead letter queue
 * behind a fanout exchange. All are quorum queues without length and delivery limit; a rejected
 * message is moved to the dead letter queue at-least-once, and publishers are nacked rather than
 * messages dropped.
 *
 * @param exchange the direct exchange
 * @param queues the queues
 * @param deadLetterExchange the fanout exchange for rejected messages
 * @param deadQueue the queue they end in
 */
public record RabbitMQTopology(
    String exchange, List<String> queues, String deadLetterExchange, String deadQueue) {

  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

  public RabbitMQTopology {
    queues = List.copyOf(queues);
  }

  /**
   * Declares what is missing; changes nothing that exists, so that it may run at each start.
   *
   * @throws IOException when the broker can't be reached or refuses, or when a queue or exchange
   *     exists with other arguments; the message says which, what it has and what it should have
   */
  public void declare(RabbitMQConnectionConfig config) throws IOException {
    ExecutorService callbacks =
        Executors.newSingleThreadExecutor(new NamedThreads("rabbitmq-topology-callbacks"));
    BrokerConnections connections = new BrokerConnections(config, "rabbitmq-topology", callbacks);
    Connection connection = null;
    try {
      connection = connections.open();
      declareOn(connection.createChannel());
    } catch (IOException e) {
      throw explained(e, connections.address());
    } finally {
      BrokerConnections.drop(connection);
      callbacks.shutdown();
    }
  }

  private void declareOn(Channel channel) throws IOException {
    channel.exchangeDeclare(deadLetterExchange, BuiltinExchangeType.FANOUT, true);
    declareQueue(channel, deadQueue, QUORUM);
    channel.queueBind(deadQueue, deadLetterExchange, "");
    channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, true);
    for (String queue : queues) {
      declareQueue(channel, queue, workArguments());
      channel.queueBind(queue, exchange, queue);
    }
  }

  private Map<String, Object> workArguments() {
    return Map.of(
        "x-queue-type", "quorum",
        "x-dead-letter-exchange", deadLetterExchange,
        "x-dead-letter-strategy", "at-least-once",
        "x-overflow", "reject-publish");
  }

  private static void declareQueue(Channel channel, String name, Map<String, Object> arguments)
      throws IOException {
    channel.queueDeclare(name, true, false, false, arguments);
  }

  private static IOException explained(IOException failure, String address) {
    if (failure.getCause() instanceof ShutdownSignalException closed
        && closed.getReason() instanceof AMQP.Channel.Close reply) {
      Inequivalence found = Inequivalence.parse(reply.getReplyText());
      if (found != null) {
        return new IOException(found.sentence(), failure);
      }
    }
    return new IOException(BrokerFault.of(failure, address, false).sentence(), failure);
  }
}
