package io.chorus.ingress;

import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the results topic and tells those who wait for a task. Thread-safe. */
final class ResultTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final long PAUSE_MS = 500;

  private final KafkaConsumer<String, byte[]> consumer;
  private final WaitingRoom waiting;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "result-tail");

  private ResultTail(KafkaConsumer<String, byte[]> consumer, WaitingRoom waiting) {
    this.consumer = consumer;
    this.waiting = waiting;
    thread.setDaemon(true);
  }

  /**
   * Tells every result that is published from its return on.
   *
   * @throws RuntimeException where Kafka can't be reached or has no topic for results
   */
  static ResultTail start(String kafkaBootstrap, WaitingRoom waiting) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            properties(kafkaBootstrap), new StringDeserializer(), new ByteArrayDeserializer());
    try {
      goToTheEnd(consumer, Topics.results(Tenants.DEFAULT));
    } catch (RuntimeException e) {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      throw e;
    }
    ResultTail tail = new ResultTail(consumer, waiting);
    tail.thread.start();
    return tail;
  }

  private static Properties properties(String kafkaBootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-ingress-results");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "latest");
    return properties;
  }

  private static void goToTheEnd(KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, START_LIMIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("Kafka has no topic " + topic);
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(partition -> consumer.position(partition, START_LIMIT));
  }

  private void follow() {
    while (closing.getCount() > 0) {
      try {
        consumer.poll(POLL).forEach(this::tell);
      } catch (WakeupException e) {
        LOG.debug("closing", e);
      } catch (KafkaException e) {
        LOG.warn("results can't be read now: {}", e.toString());
        pauseUnlessClosing();
      }
    }
    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
  }

  private void tell(ConsumerRecord<String, byte[]> published) {
    if (published.key() != null && published.value() != null) {
      waiting.tell(published.key(), published.value());
    }
  }

  private void pauseUnlessClosing() {
    try {
      if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
        LOG.debug("closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(2 * CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
