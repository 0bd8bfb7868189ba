package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a reader's link to the broker whole. Whatever is lost is opened again in place; the inbox
 * fails when that takes longer than the deadline, or can't help. All work on the link is one
 * thread's, so that the caller's never waits for the network.
 */
final class Consumers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);
  private static final long CLOSE_TIMEOUT_S = 3;
  private static final long DEPTHS_INTERVAL_MS = 5_000;
  private static final long STUCK_DELAY_MS = 100;

  private final Inbox inbox;
  private final ExecutorService callbacks;
  private final ScheduledThreadPoolExecutor worker;
  private final BrokerConnections connections;
  private final Link link;
  private final Outage outage;
  private final AtomicLong repairs = new AtomicLong();
  private ScheduledFuture<?> planned;
  private volatile boolean ended;

  Consumers(SourceSettings settings, String name, Inbox inbox) {
    this.inbox = inbox;
    this.callbacks = NamedThreads.callbacks(name + "-deliveries");
    this.worker =
        new ScheduledThreadPoolExecutor(
            1, new NamedThreads(name + "-channels"), new ThreadPoolExecutor.DiscardPolicy());
    this.worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.connections =
        new BrokerConnections(
            settings.connection(), name, callbacks, new Backpressure(inbox.budget()));
    this.link = new Link(settings, connections, inbox, () -> onWorker(this::lost));
    this.outage = new Outage(settings.reconnectDeadline());
  }

  /** Starts to connect, and returns. */
  void start() {
    onWorker(this::repair);
    ScheduledFuture<?> unused =
        worker.scheduleWithFixedDelay(
            () -> guarded(link::askDepths),
            DEPTHS_INTERVAL_MS,
            DEPTHS_INTERVAL_MS,
            TimeUnit.MILLISECONDS);
  }

  void ack(List<AckLedger.Ack> acks) {
    acks.forEach(ack -> onWorker(() -> attempt(() -> link.ack(ack))));
  }

  void reject(Delivery delivery) {
    onWorker(() -> attempt(() -> link.reject(delivery)));
  }

  /** How often something lost was opened again. */
  long reconnects() {
    return Math.max(0, repairs.get() - 1);
  }

  /** Messages in the queues that are with no consumer, a few seconds ago. */
  long ready() {
    return link.ready();
  }

  /** Waits three seconds at the most; an attempt to connect that is under way ends by itself. */
  @Override
  public void close() {
    ended = true;
    inbox.budget().lift();
    CountDownLatch dropped = new CountDownLatch(1);
    worker.execute(
        () -> {
          link.drop();
          callbacks.shutdown(); // earlier, the broker's farewell would find no thread
          dropped.countDown();
        });
    worker.shutdown();
    try {
      if (!dropped.await(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("The connection to RabbitMQ at {} closes late", connections.address());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lost() {
    if (planned == null && !link.whole()) {
      plan(outage.delayAfterLossMs());
    }
  }

  private void plan(long delayMs) {
    planned = worker.schedule(() -> guarded(this::repair), delayMs, TimeUnit.MILLISECONDS);
  }

  private void repair() {
    planned = null;
    if (ended || link.whole()) {
      return;
    }
    if (link.stuck()) {
      plan(STUCK_DELAY_MS);
      return;
    }
    try {
      link.open();
      outage.over();
      repairs.incrementAndGet();
      link.askDepths();
    } catch (IOException | ShutdownSignalException e) {
      retryOrFail(e);
    }
  }

  private void retryOrFail(Exception cause) {
    BrokerFault fault = BrokerFault.of(cause, connections.address(), link.known());
    if (fault.kind() == BrokerFault.Kind.PERMANENT) {
      fail(fault.raised(cause), cause);
    } else if (!outage.attemptFailed()) {
      fail(fault.raisedAfter(outage.deadline(), cause), cause);
    } else {
      long delayMs = outage.delayMs();
      LOG.warn("{}, next try in {} ms", fault.sentence(), delayMs, cause);
      plan(delayMs);
    }
  }

  private void fail(IOException failure, Exception cause) {
    ended = true;
    LOG.error("{}", failure.getMessage(), cause);
    inbox.fail(failure);
  }

  /** A failed ack is no harm: the broker delivers again what it did not hear of. */
  private void attempt(ChannelAction action) {
    try {
      action.run();
    } catch (IOException | ShutdownSignalException e) {
      LOG.warn("RabbitMQ at {} took no ack, opening a new channel", connections.address(), e);
      lost();
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
