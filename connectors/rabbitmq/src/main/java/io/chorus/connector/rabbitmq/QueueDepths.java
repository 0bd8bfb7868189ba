package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages wait in the queues, asked on a channel of its own so that an answer that fails
 * or comes late disturbs no consumer. One thread asks, any may read.
 */
final class QueueDepths {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDepths.class);

  private final List<QueueSpec> queues;
  private Channel channel;
  private volatile long ready;

  QueueDepths(List<QueueSpec> queues) {
    this.queues = queues;
  }

  /** Messages of all queues that are with no consumer, when last asked. */
  long ready() {
    return ready;
  }

  /** Asks again; what fails leaves the last figure as it is. */
  void ask(Connection connection) {
    try {
      channel = channel == null || !channel.isOpen() ? connection.createChannel() : channel;
      ready = sum();
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("The queues' depths are not known", e);
      giveUp();
    }
  }

  private long sum() throws IOException {
    long sum = 0;
    for (QueueSpec queue : queues) {
      sum += channel.queueDeclarePassive(queue.name()).getMessageCount();
    }
    return sum;
  }

  private void giveUp() {
    try {
      if (channel != null) {
        channel.abort();
      }
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("The channel is gone already", e);
    }
    channel = null;
  }
}
