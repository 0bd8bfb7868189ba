package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the window, on a thread, connection and channel of its own. A lost connection is
 * opened again in place; the window fails when that takes longer than the deadline.
 */
final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final PublishWindow window;
  private final FailedMessages failedMessages;
  private final ExecutorService callbacks;
  private final BrokerConnections connections;
  private final Outage outage;
  private final Thread thread;
  private final AtomicLong sessions = new AtomicLong();

  Publisher(
      RabbitMQConnectionConfig config,
      Duration reconnectDeadline,
      String name,
      PublishWindow window,
      FailedMessages failedMessages) {
    this.window = window;
    this.failedMessages = failedMessages;
    this.callbacks = NamedThreads.callbacks(name + "-callbacks");
    this.connections = new BrokerConnections(config, name, callbacks);
    this.outage = new Outage(reconnectDeadline);
    this.thread = new NamedThreads(name + "-publisher").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** How often a lost connection or channel was opened again. */
  long reconnects() {
    return Math.max(0, sessions.get() - 1);
  }

  /** Returns at once; the thread drops its connection and ends. */
  @Override
  public void close() {
    window.close();
    thread.interrupt();
  }

  private void run() {
    try {
      while (!window.ended()) {
        runSession();
      }
    } catch (InterruptedException e) {
      LOG.debug("Publisher to {} is closed", connections.address());
    } catch (RuntimeException e) {
      window.fail(new IOException("Publishing to " + connections.address() + " failed", e));
    } finally {
      callbacks.shutdown();
    }
  }

  private void runSession() throws InterruptedException {
    Connection connection = null;
    try {
      connection = connections.open();
      publishOn(connection);
    } catch (IOException | ShutdownSignalException e) {
      retryOrFail(e);
    } finally {
      BrokerConnections.drop(connection);
    }
  }

  private void publishOn(Connection connection) throws IOException, InterruptedException {
    Channel channel = connection.createChannel();
    if (channel == null) {
      throw new IOException("The connection has no channel left");
    }
    channel.confirmSelect();
    long epoch = window.connected();
    listen(connection, channel, epoch);
    sessions.incrementAndGet();
    outage.over();
    OutgoingMessage next;
    while ((next = window.take(epoch, channel.getNextPublishSeqNo())) != null) {
      channel.basicPublish(
          next.exchange(), next.routingKey(), true, next.properties(), next.body());
    }
    if (!window.ended()) {
      throw new IOException("The channel is gone", channel.getCloseReason());
    }
  }

  private void listen(Connection connection, Channel channel, long epoch) {
    channel.addConfirmListener(
        (sequence, multiple) -> window.confirmed(epoch, sequence, multiple),
        (sequence, multiple) -> window.refused(epoch, sequence, multiple));
    channel.addReturnListener(this::replace);
    connection.addBlockedListener(
        reason -> window.blocked(epoch, true), () -> window.blocked(epoch, false));
    channel.addShutdownListener(cause -> lost(epoch, cause));
  }

  private void lost(long epoch, ShutdownSignalException cause) {
    if (isRefusal(cause) && cause.getReason() instanceof AMQP.Channel.Close close) {
      fail(
          new PermanentException(
              "RabbitMQ at %s refuses to publish: %s"
                  .formatted(connections.address(), close.getReplyText())),
          cause);
    }
    window.lost(epoch);
  }

  /**
   * The broker closes a channel alone for what the message asks: a missing exchange, no permission,
   * too large. The same message would close the next channel, too.
   */
  private static boolean isRefusal(ShutdownSignalException cause) {
    return !cause.isHardError() && !cause.isInitiatedByApplication();
  }

  /** The broker acks a returned message as well, but only after this: silence would lose it. */
  private void replace(Return returned) {
    try {
      OutgoingMessage substitute = failedMessages.returned(returned);
      if (substitute != null) {
        window.replaced(substitute);
      }
    } catch (IOException e) {
      window.fail(e);
    } catch (RuntimeException e) {
      window.fail(new IOException("The handler of failed messages failed", e));
    }
  }

  private void retryOrFail(Exception cause) throws InterruptedException {
    BrokerFault fault = BrokerFault.of(cause, connections.address(), sessions.get() > 0);
    if (fault.kind() == BrokerFault.Kind.PERMANENT) {
      fail(fault.raised(cause), cause);
      return;
    }
    if (!outage.attemptFailed()) {
      fail(fault.raisedAfter(outage.deadline(), cause), cause);
      return;
    }
    long delayMs = outage.delayMs();
    LOG.warn("{}, next try in {} ms", fault.sentence(), delayMs, cause);
    TimeUnit.MILLISECONDS.sleep(delayMs);
  }

  private void fail(IOException failure, Exception cause) {
    LOG.error("{}", failure.getMessage(), cause);
    window.fail(failure);
  }
}
