package io.chorus.ingress.webhook;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.WebhookOutbox;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Tells endpoints how tasks and batches have ended. Thread-safe. */
public final class Webhooks implements AutoCloseable {
  private final WebhookOutbox outbox;
  private final WebhookEvents events;
  private final Teller teller;
  private final ResultReader results;

  private Webhooks(
      WebhookOutbox outbox, WebhookEvents events, Teller teller, ResultReader results) {
    this.outbox = outbox;
    this.events = events;
    this.teller = teller;
    this.results = results;
  }

  /**
   * Returns when it has begun; there must be endpoints. What has ended while nothing ran is told
   * too.
   *
   * @throws RuntimeException where a secret is not to be had or is none
   */
  public static Webhooks start(
      Vertx vertx, WebhookConfig config, Database database, KafkaConfig kafka, Clock clock) {
    List<WebhookConfig.Endpoint> endpoints = config.endpoints();
    endpoints.forEach(endpoint -> Signature.of(endpoint.secret().resolve(), "", 0, ""));
    WebhookOutbox outbox = new WebhookOutbox(database);
    WebhookEvents events = new WebhookEvents(endpoints);
    Delivery delivery = new Delivery(vertx, config, clock);
    List<String> tenants =
        endpoints.stream().map(WebhookConfig.Endpoint::tenant).distinct().toList();
    Teller teller = new Teller(endpoints, outbox, events, delivery, clock);
    ResultReader results = new ResultReader(kafka, tenants, outbox, events);
    teller.begin();
    results.begin();
    return new Webhooks(outbox, events, teller, results);
  }

  /**
   * Tells a tenant that a file has not come.
   *
   * @param watch the name of the place where it was expected
   */
  public void absent(String tenant, String watch, Instant due) {
    outbox.add(events.ofAbsence(tenant, watch, due.toEpochMilli()));
  }

  @Override
  public void close() {
    results.close();
    teller.close();
  }
}
