package io.chorus.standalone.bench.connector;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.MessageProperties;
import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.standalone.broker.NumberMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * RabbitMQ's own client as a careful program would use it: as much in flight as the connector has,
 * persistent, mandatory, with publisher confirms; manual acks, some hundred at a time.
 */
final class PlainClient {
  private static final int ACKED_AT_ONCE = 100;

  private final LocalRabbitMq rabbit;
  private final RabbitMQTopology topology;

  PlainClient(LocalRabbitMq rabbit, RabbitMQTopology topology) {
    this.rabbit = rabbit;
    this.topology = topology;
  }

  /** Returns when all is confirmed: messages a second. */
  double publish(int messages, int inFlight) throws Exception {
    Lap lap = new Lap(messages);
    try (Connection connection = connect();
        Channel channel = connection.createChannel()) {
      Window window = new Window(channel, inFlight);
      for (int number = 0; number < messages; number++) {
        window.enter();
        lap.message(false);
        publish(channel, number);
      }
      window.awaitEmpty();
      lap.over();
    }
    return lap.perSecond();
  }

  private void publish(Channel channel, int number) throws IOException {
    byte[] body = new byte[NumberMessages.BODY_BYTES];
    ByteBuffer.wrap(body).putLong(number);
    List<String> queues = topology.queues();
    BasicProperties properties =
        MessageProperties.MINIMAL_PERSISTENT_BASIC
            .builder()
            .messageId(Integer.toString(number))
            .build();
    String queue = queues.get(number % queues.size());
    channel.basicPublish(topology.exchange(), queue, true, properties, body);
  }

  /** Returns when so many have been received and acked: messages a second. */
  double consume(int messages, int prefetch) throws Exception {
    Lap lap = new Lap(messages);
    try (Connection connection = connect()) {
      for (String queue : topology.queues()) {
        Channel channel = connection.createChannel();
        channel.basicQos(prefetch);
        channel.basicConsume(
            queue, false, new Acking(channel, lap, messages / topology.queues().size()));
      }
      return lap.perSecond();
    }
  }

  private Connection connect() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(rabbit.uri());
    return factory.newConnection("plain");
  }

  /** Messages that are published and not confirmed, as RabbitMQ's tutorial keeps them. */
  private static final class Window {
    private static final long LIMIT_SECONDS = 120;

    private final ConcurrentSkipListSet<Long> outstanding = new ConcurrentSkipListSet<>();
    private final Channel channel;
    private final Semaphore room;
    private final int size;

    Window(Channel channel, int size) throws IOException {
      this.channel = channel;
      this.size = size;
      this.room = new Semaphore(size);
      channel.confirmSelect();
      channel.addConfirmListener(this::confirmed, (tag, multiple) -> channel.abort());
    }

    private void confirmed(long tag, boolean multiple) {
      if (multiple) {
        NavigableSet<Long> upTo = outstanding.headSet(tag, true);
        int count = upTo.size();
        upTo.clear();
        room.release(count);
      } else if (outstanding.remove(tag)) {
        room.release();
      }
    }

    void enter() throws InterruptedException {
      acquire(1);
      outstanding.add(channel.getNextPublishSeqNo());
    }

    void awaitEmpty() throws InterruptedException {
      acquire(size);
    }

    private void acquire(int places) throws InterruptedException {
      if (!room.tryAcquire(places, LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the broker has not confirmed all it was sent");
      }
    }
  }

  private static final class Acking extends DefaultConsumer {
    private final Lap lap;
    private final int messages;
    private int seen;

    Acking(Channel channel, Lap lap, int messages) {
      super(channel);
      this.lap = lap;
      this.messages = messages;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, BasicProperties properties, byte[] body)
        throws IOException {
      seen++;
      if (seen % ACKED_AT_ONCE == 0 || seen == messages) {
        getChannel().basicAck(envelope.getDeliveryTag(), true);
      }
      lap.message(true);
    }
  }
}
