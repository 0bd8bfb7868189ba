package io.chorus.ingress.webhook;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.DatabaseException;
import io.chorus.connector.postgres.Webhook;
import io.chorus.connector.postgres.WebhookOutbox;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Result;
import io.chorus.contracts.Topics;
import io.chorus.ingress.kafka.ConsumerLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the results of tenants who want to hear of them, all replicas together each once, and keeps
 * what is to be told before it says that it has read them. Thread-safe.
 */
final class ResultReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultReader.class);

  private final KafkaConsumer<String, byte[]> consumer;
  private final WebhookOutbox outbox;
  private final WebhookEvents events;
  private final ConsumerLoop loop;

  ResultReader(
      KafkaConfig kafka, List<String> tenants, WebhookOutbox outbox, WebhookEvents events) {
    this.consumer =
        new KafkaConsumer<>(
            properties(kafka), new StringDeserializer(), new ByteArrayDeserializer());
    this.outbox = outbox;
    this.events = events;
    consumer.subscribe(tenants.stream().map(Topics::results).toList());
    this.loop = new ConsumerLoop("webhook-results", consumer, this::read);
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-webhooks");
    properties.put("group.id", "chorus-webhooks");
    properties.put("enable.auto.commit", false);
    properties.put("allow.auto.create.topics", false);
    // a new endpoint is not told of years, and a new topic's first results are not missed
    properties.put("auto.offset.reset", "by_duration:PT10M");
    properties.put("metadata.max.age.ms", 5_000);
    properties.put("max.poll.records", 500);
    return properties;
  }

  void begin() {
    loop.start();
  }

  private void read() {
    List<Webhook> webhooks = new ArrayList<>();
    consumer.poll(ConsumerLoop.POLL).forEach(published -> webhooks.addAll(told(published)));
    keep(webhooks);
    consumer.commitSync();
  }

  /** Until it is done: what was polled would not come again. */
  private void keep(List<Webhook> webhooks) {
    boolean kept = webhooks.isEmpty();
    while (!kept) {
      try {
        outbox.add(webhooks);
        kept = true;
      } catch (DatabaseException e) {
        LOG.warn("webhooks can't be kept now: {}", e.toString());
        loop.pause();
      }
    }
  }

  private List<Webhook> told(ConsumerRecord<String, byte[]> published) {
    try {
      return events.of(Json.read(published.value(), Result.class));
    } catch (MalformedJsonException | RuntimeException e) {
      // its message might tell what was asked or answered
      LOG.warn(
          "no result at {}-{}@{}: {}",
          published.topic(),
          published.partition(),
          published.offset(),
          e.getClass().getName());
      return List.of();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
