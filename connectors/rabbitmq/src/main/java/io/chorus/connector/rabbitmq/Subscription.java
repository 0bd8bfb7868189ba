package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;

/** A queue's consumer on a channel of its own. All methods are called by one thread. */
final class Subscription {

  private final int index;
  private final String queue;
  private final int prefetchCount;
  private final Inbox inbox;
  private final Runnable onLoss;
  private Channel channel;
  private long epoch;

  /**
   * Opens nothing yet.
   *
   * @param onLoss called by the connection's threads when the channel or its consumer is gone
   */
  Subscription(int index, String queue, int prefetchCount, Inbox inbox, Runnable onLoss) {
    this.index = index;
    this.queue = queue;
    this.prefetchCount = prefetchCount;
    this.inbox = inbox;
    this.onLoss = onLoss;
  }

  boolean live() {
    return channel != null && channel.isOpen() && inbox.isCurrent(index, epoch);
  }

  /**
   * Starts a new epoch on a new channel.
   *
   * @throws IOException when the queue does not exist or the connection is gone
   */
  void open(Connection connection) throws IOException {
    drop();
    Channel opened = connection.createChannel();
    if (opened == null) {
      throw new IOException("The connection has no channel left for queue " + queue);
    }
    channel = opened;
    long started = inbox.nextEpoch(index);
    opened.addShutdownListener(cause -> lost(started));
    opened.queueDeclarePassive(queue);
    opened.basicQos(prefetchCount, false);
    opened.basicConsume(queue, false, new Deliveries(opened, started));
    epoch = started;
  }

  /** Closes the channel, so that the broker gives its unacked messages to somebody else. */
  void drop() throws IOException {
    if (channel != null) {
      channel.abort();
      channel = null;
    }
  }

  /** Acks everything up to a tag; a tag of an earlier epoch is void and dropped. */
  void ack(AckLedger.Ack ack) throws IOException {
    if (ack.epoch() == epoch && live()) {
      channel.basicAck(ack.maxTag(), true);
      inbox.settled(index, epoch, ack.count());
    }
  }

  /** Gives a message to the dead letter exchange. */
  void reject(Delivery delivery) throws IOException {
    if (delivery.epoch() == epoch && live()) {
      channel.basicReject(delivery.tag(), false);
      inbox.settled(index, epoch, 1);
    }
  }

  private void lost(long lostEpoch) {
    inbox.endEpoch(index, lostEpoch);
    onLoss.run();
  }

  private final class Deliveries extends DefaultConsumer {

    private final long mine;

    private Deliveries(Channel channel, long mine) {
      super(channel);
      this.mine = mine;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
      IncomingMessage message =
          new IncomingMessage(
              queue,
              envelope.getExchange(),
              envelope.getRoutingKey(),
              envelope.isRedeliver(),
              properties,
              body);
      inbox.offer(new Delivery(index, mine, envelope.getDeliveryTag(), message));
    }

    @Override
    public void handleCancel(String consumerTag) {
      lost(mine);
    }
  }
}
