package io.chorus.jobs;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.chorus.contracts.Call;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Queues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The other end of the lanes. Not thread-safe. */
record LaneQueues(Connection connection, Channel channel) implements AutoCloseable {
  private static final AMQP.BasicProperties DURABLE =
      new AMQP.BasicProperties.Builder().deliveryMode(2).build();

  static LaneQueues connect(String uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    Connection connection = factory.newConnection();
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    return new LaneQueues(connection, channel);
  }

  void publish(Call call) throws Exception {
    publish(call.engine(), call.lane(), Json.write(call));
  }

  void publish(String engine, Lane lane, byte[] body) throws Exception {
    channel.basicPublish(Queues.CALLS_EXCHANGE, Queues.calls(engine, lane), true, DURABLE, body);
    channel.waitForConfirmsOrDie(10_000);
  }

  /** A message under a name; returns when the broker has it. */
  void publish(String queue, String messageId, byte[] body) throws Exception {
    channel.basicPublish(
        Queues.CALLS_EXCHANGE, queue, true, DURABLE.builder().messageId(messageId).build(), body);
    channel.waitForConfirmsOrDie(10_000);
  }

  /** Takes the next message and refuses it, as an engine job does that can't read it. */
  boolean reject(String queue) throws IOException {
    GetResponse next = channel.basicGet(queue, false);
    if (next != null) {
      channel.basicReject(next.getEnvelope().getDeliveryTag(), false);
    }
    return next != null;
  }

  /** Takes all messages that the queue holds now. */
  List<byte[]> take(String queue) throws IOException {
    List<byte[]> taken = new ArrayList<>();
    for (GetResponse next = channel.basicGet(queue, true);
        next != null;
        next = channel.basicGet(queue, true)) {
      taken.add(next.getBody());
    }
    return taken;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
