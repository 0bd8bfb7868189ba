package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A connection with a channel for each queue, and what of it is lost. One thread's. */
final class Link {

  private final BrokerConnections connections;
  private final ByteBudget budget;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final QueueDepths depths;
  private Connection connection;

  /**
   * Opens nothing yet.
   *
   * @param onLoss called by the connection's threads when a part of the link is gone
   */
  Link(SourceSettings settings, BrokerConnections connections, Inbox inbox, Runnable onLoss) {
    this.connections = connections;
    this.budget = inbox.budget();
    this.depths = new QueueDepths(settings.queues());
    for (QueueSpec queue : settings.queues()) {
      subscriptions.add(
          new Subscription(
              subscriptions.size(), queue.name(), settings.prefetchCount(), inbox, onLoss));
    }
  }

  /** True when every queue is consumed. */
  boolean whole() {
    return connected() && subscriptions.stream().allMatch(Subscription::live);
  }

  /** True when the broker's answers wait behind deliveries that nobody reads. */
  boolean stuck() {
    return connected() && budget.exhausted();
  }

  /** True when the server has spoken AMQP to this client before. */
  boolean known() {
    return connection != null;
  }

  /**
   * Opens what is lost; a queue that is missing keeps none of the others from being consumed.
   *
   * @throws IOException the first of the failures
   */
  void open() throws IOException {
    if (!connected()) {
      connection = connections.open();
    }
    IOException first = null;
    for (Subscription subscription : subscriptions) {
      IOException failure = open(subscription);
      first = first == null ? failure : first;
    }
    if (first != null) {
      throw first;
    }
  }

  /** Acks on the channel that delivered; tags of an earlier one are void. */
  void ack(AckLedger.Ack ack) throws IOException {
    subscriptions.get(ack.queue()).ack(ack);
  }

  /** Rejects on the channel that delivered; tags of an earlier one are void. */
  void reject(Delivery delivery) throws IOException {
    subscriptions.get(delivery.queue()).reject(delivery);
  }

  void askDepths() {
    if (connected() && !stuck()) {
      depths.ask(connection);
    }
  }

  /** Messages that are with no consumer, when last asked. Any thread's. */
  long ready() {
    return depths.ready();
  }

  void drop() {
    BrokerConnections.drop(connection);
  }

  private boolean connected() {
    return connection != null && connection.isOpen();
  }

  private IOException open(Subscription subscription) {
    try {
      if (!subscription.live()) {
        subscription.open(connection);
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
