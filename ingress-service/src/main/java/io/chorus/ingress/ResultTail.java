package io.chorus.ingress;

import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final long CLOSE_LIMIT_MS = 5_000;

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::follow, "result-tail");
  private volatile boolean closed;

  private ResultTail(KafkaConsumer<String, byte[]> consumer) {
    this.consumer = consumer;
    thread.setDaemon(true);
  }

  /** Results that are published from its return on are told. */
  static ResultTail start(String kafkaBootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-ingress-results");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "latest");
    properties.put("fetch.max.wait.ms", 500);
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.results(Tenants.DEFAULT)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    ResultTail tail = new ResultTail(consumer);
    tail.thread.start();
    return tail;
  }

  /** The bytes of a task's result, once they are published. */
  CompletableFuture<byte[]> await(String taskId) {
    return waiting.computeIfAbsent(taskId, id -> new CompletableFuture<>());
  }

  /** Nobody waits for the task any more. */
  void forget(String taskId) {
    waiting.remove(taskId);
  }

  int waiting() {
    return waiting.size();
  }

  private void follow() {
    while (!closed) {
      try {
        consumer.poll(POLL).forEach(this::tell);
      } catch (WakeupException e) {
        LOG.debug("closing", e);
      } catch (KafkaException e) {
        LOG.warn("results can't be read now", e);
      }
    }
    consumer.close();
  }

  private void tell(ConsumerRecord<String, byte[]> published) {
    CompletableFuture<byte[]> who = waiting.remove(published.key());
    if (who != null) {
      who.complete(published.value());
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(CLOSE_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
