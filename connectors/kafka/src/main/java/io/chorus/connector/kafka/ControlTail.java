package io.chorus.connector.kafka;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what is told of accounts over {@link Topics#CONTROL}, beside the job: an async function
 * has no broadcast input. Thread-safe.
 */
public final class ControlTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final long JOIN_MS = 5_000;
  private static final long PAUSE_MS = 500;

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<AccountChange> listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "control-tail");

  private ControlTail(KafkaConsumer<String, byte[]> consumer, Consumer<AccountChange> listener) {
    this.consumer = consumer;
    this.listener = listener;
    thread.setDaemon(true);
  }

  /**
   * Tells what is published from its return on, on a thread of its own.
   *
   * @throws RuntimeException where Kafka can't be reached or doesn't have the topic
   */
  public static ControlTail accounts(KafkaConfig kafka, Consumer<AccountChange> listener) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            properties(kafka), new StringDeserializer(), new ByteArrayDeserializer());
    try {
      goToTheEnd(consumer);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    ControlTail tail = new ControlTail(consumer, listener);
    tail.thread.start();
    return tail;
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-control-tail");
    properties.put("enable.auto.commit", false);
    // where the topic was compacted away under it, what it has missed is told again
    properties.put("auto.offset.reset", "earliest");
    return properties;
  }

  private static void goToTheEnd(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.CONTROL, START_LIMIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
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
        LOG.warn("Kafka can't be read now: {}", e.toString());
        pauseUnlessClosing();
      }
    }
    consumer.close();
  }

  private void tell(ConsumerRecord<String, byte[]> told) {
    if (told.key() == null || told.value() == null || !AccountChange.isKey(told.key())) {
      return;
    }
    try {
      listener.accept(Json.read(told.value(), AccountChange.class));
    } catch (MalformedJsonException e) {
      LOG.error("left out what can't be read of {}: {}", told.key(), e.getMessage());
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
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
