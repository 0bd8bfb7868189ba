package io.chorus.ingress.webhook;

import io.chorus.connector.postgres.Webhook;
import io.chorus.connector.postgres.WebhookOutbox;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what is due, a few things to each endpoint at a time, so that one that hangs delays no
 * other. What a process leaves half told, any replica tells again. Thread-safe.
 */
final class Teller implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);
  private static final long TICK_MS = 500;
  private static final long LEASE_MS = 4 * Delivery.LIMIT_MS;
  private static final int AT_ONCE = 8;
  private static final long CLOSE_S = 5;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "webhooks"));
  private final List<WebhookConfig.Endpoint> endpoints;
  private final WebhookOutbox outbox;
  private final WebhookEvents events;
  private final Delivery delivery;
  private final Clock clock;
  private final Map<String, AtomicInteger> open = new HashMap<>();

  Teller(
      List<WebhookConfig.Endpoint> endpoints,
      WebhookOutbox outbox,
      WebhookEvents events,
      Delivery delivery,
      Clock clock) {
    this.endpoints = List.copyOf(endpoints);
    this.outbox = outbox;
    this.events = events;
    this.delivery = delivery;
    this.clock = clock;
    endpoints.forEach(endpoint -> open.put(endpoint.name(), new AtomicInteger()));
  }

  void begin() {
    var unusedForget = thread.scheduleWithFixedDelay(this::forget, 0, 1, TimeUnit.HOURS);
    var unusedTick =
        thread.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  /** Of endpoints that are no longer there, too. */
  private void forget() {
    try {
      int forgotten = outbox.removeOlder(Attempts.LONGEST_MS);
      if (forgotten > 0) {
        LOG.error("{} webhooks are given up: older than all attempts take", forgotten);
      }
    } catch (RuntimeException e) {
      LOG.warn("old webhooks stay: {}", e.toString());
    }
  }

  private void tick() {
    try {
      long since = clock.millis() - Attempts.OLD_MS;
      outbox.addEnded(batch -> batch.changedAtMs() < since ? List.of() : events.of(batch));
      endpoints.forEach(this::tellDue);
    } catch (RuntimeException e) {
      LOG.warn("webhooks rest: {}", e.toString());
    }
  }

  private void tellDue(WebhookConfig.Endpoint endpoint) {
    AtomicInteger telling = open.get(endpoint.name());
    int room = AT_ONCE - telling.get();
    if (room == 0) {
      return;
    }
    long now = clock.millis();
    for (Webhook webhook : outbox.claim(endpoint.name(), now, now + LEASE_MS, room)) {
      telling.incrementAndGet();
      tell(endpoint, webhook, telling);
    }
  }

  private void tell(WebhookConfig.Endpoint endpoint, Webhook webhook, AtomicInteger telling) {
    var unused =
        delivery
            .tell(endpoint, webhook)
            .onComplete(
                told -> {
                  telling.decrementAndGet();
                  later(
                      webhook,
                      told.failed() ? told.cause().toString() : "HTTP " + told.result(),
                      told.succeeded() && told.result() / 100 == 2);
                });
  }

  private void later(Webhook webhook, String outcome, boolean taken) {
    try {
      thread.execute(() -> noted(webhook, outcome, taken));
    } catch (RejectedExecutionException e) {
      LOG.info("{}: stopping, so it is told again", webhook);
    }
  }

  private void noted(Webhook webhook, String outcome, boolean taken) {
    try {
      if (taken) {
        outbox.remove(webhook);
      } else if (Attempts.areOver(webhook.attempts())) {
        LOG.error("{} is given up: {}", webhook, outcome);
        outbox.remove(webhook);
      } else {
        LOG.warn("{} was not taken: {}", webhook, outcome);
        double random = ThreadLocalRandom.current().nextDouble();
        outbox.later(webhook, clock.millis() + Attempts.pauseMs(webhook.attempts(), random));
      }
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", webhook, e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
        LOG.warn("webhooks did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delivery.close();
  }
}
