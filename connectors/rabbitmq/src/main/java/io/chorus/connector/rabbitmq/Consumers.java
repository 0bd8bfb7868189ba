package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader's connection with a channel for each queue. Whatever is lost is opened again in place;
 * the inbox fails when that takes longer than the deadline. All work on the channels is one
 * thread's, so that the caller's never waits for the network.
 */
final class Consumers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);
  private static final long CLOSE_TIMEOUT_S = 3;

  /**
   * What to consume, and how.
   *
   * @param prefetchCount messages a queue's channel may hold unacked, 1 to 65535
   * @param reconnectDeadline how long a queue may be without consumer before the reader fails
   */
  record Settings(
      RabbitMQConnectionConfig connection,
      List<QueueSpec> queues,
      int prefetchCount,
      Duration reconnectDeadline) {}

  private final Inbox inbox;
  private final ExecutorService callbacks;
  private final ScheduledThreadPoolExecutor worker;
  private final BrokerConnections connections;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Outage outage;
  private Connection connection;
  private ScheduledFuture<?> retry;
  private volatile boolean closed;
  private final AtomicLong repairs = new AtomicLong();

  Consumers(Settings settings, String name, Inbox inbox) {
    this.inbox = inbox;
    this.callbacks = Executors.newSingleThreadExecutor(new NamedThreads(name + "-deliveries"));
    this.worker =
        new ScheduledThreadPoolExecutor(
            1, new NamedThreads(name + "-channels"), new ThreadPoolExecutor.DiscardPolicy());
    this.connections = new BrokerConnections(settings.connection(), name, callbacks);
    this.outage = new Outage(settings.reconnectDeadline());
    for (QueueSpec queue : settings.queues()) {
      subscriptions.add(
          new Subscription(
              subscriptions.size(),
              queue.name(),
              settings.prefetchCount(),
              inbox,
              () -> onWorker(this::repair)));
    }
  }

  /** Starts to connect, and returns. */
  void start() {
    onWorker(this::repair);
  }

  void ack(List<AckLedger.Ack> acks) {
    for (AckLedger.Ack ack : acks) {
      onWorker(() -> attempt(() -> subscriptions.get(ack.queue()).ack(ack)));
    }
  }

  void reject(Delivery delivery) {
    onWorker(() -> attempt(() -> subscriptions.get(delivery.queue()).reject(delivery)));
  }

  /** How often something lost was opened again. */
  long reconnects() {
    return Math.max(0, repairs.get() - 1);
  }

  /** Waits three seconds at the most; an attempt to connect that is under way ends by itself. */
  @Override
  public void close() {
    closed = true;
    CountDownLatch dropped = new CountDownLatch(1);
    worker.execute(
        () -> {
          drop();
          dropped.countDown();
        });
    worker.shutdown();
    callbacks.shutdown();
    try {
      if (!dropped.await(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("The connection to RabbitMQ at {} closes late", connections.address());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drop() {
    if (retry != null) {
      retry.cancel(false);
    }
    BrokerConnections.drop(connection);
  }

  private void repair() {
    if (closed || retry != null || healthy()) {
      return;
    }
    try {
      openWhatIsLost();
      outage.over();
      repairs.incrementAndGet();
    } catch (IOException | ShutdownSignalException e) {
      retryOrFail(e);
    }
  }

  private boolean healthy() {
    return connection != null
        && connection.isOpen()
        && subscriptions.stream().allMatch(Subscription::live);
  }

  private void openWhatIsLost() throws IOException {
    if (connection == null || !connection.isOpen()) {
      connection = connections.open();
    }
    for (Subscription subscription : subscriptions) {
      if (!subscription.live()) {
        subscription.open(connection);
      }
    }
  }

  private void retryOrFail(Exception cause) {
    if (!outage.attemptFailed()) {
      inbox.fail(new IOException("RabbitMQ at " + connections.address() + " stays away", cause));
      return;
    }
    long delayMs = outage.delayMs();
    LOG.warn(
        "RabbitMQ at {} gave no consumer, next try in {} ms",
        connections.address(),
        delayMs,
        cause);
    retry = worker.schedule(() -> guarded(this::retry), delayMs, TimeUnit.MILLISECONDS);
  }

  private void retry() {
    retry = null;
    repair();
  }

  /** A failed ack is no harm: the broker delivers again what it did not hear of. */
  private void attempt(ChannelAction action) {
    try {
      action.run();
    } catch (IOException | ShutdownSignalException e) {
      LOG.warn("RabbitMQ at {} took no ack, opening a new channel", connections.address(), e);
      repair();
    }
  }

  private void onWorker(Runnable task) {
    worker.execute(() -> guarded(task));
  }

  /** An executor would swallow it, and the reader would wait for ever. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      inbox.fail(new IOException("Consuming from " + connections.address() + " failed", e));
    }
  }

  @FunctionalInterface
  private interface ChannelAction {
    void run() throws IOException;
  }
}
