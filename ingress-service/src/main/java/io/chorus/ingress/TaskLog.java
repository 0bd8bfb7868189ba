package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what was asked of an old task where it was written to: in the topic, at the time it was
 * accepted, for as long as Kafka keeps it. Thread-safe.
 */
final class TaskLog {
  private static final Duration POLL = Duration.ofMillis(500);

  /** Clocks of brokers and replicas differ. */
  private static final long BEFORE_MS = 5_000;

  /** Longer than a produce may take. */
  private static final long AFTER_MS = 30_000;

  private static final int THREADS = 2;
  private static final long LIMIT_S = 20;
  private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

  private final WorkerExecutor threads;
  private final Properties properties;

  TaskLog(Vertx vertx, KafkaConfig kafka) {
    this.threads = vertx.createSharedWorkerExecutor("ingress-log", THREADS);
    this.properties = kafka.properties();
    properties.put("client.id", "chorus-task-log");
    properties.put("enable.auto.commit", false);
    properties.put("default.api.timeout.ms", 5_000);
  }

  /** The task as it was accepted; empty where Kafka doesn't have it any more. */
  Future<Optional<Task>> find(String taskId, long acceptedAtMs) {
    return threads
        .executeBlocking(() -> read(taskId, acceptedAtMs), false)
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(
            cause -> {
              LOG.warn("task {} can't be looked for: {}", taskId, cause.toString());
              return Future.failedFuture(Refusal.noLog().asException());
            });
  }

  private Optional<Task> read(String taskId, long acceptedAtMs) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      Optional<Task> found = read(consumer, Topics.TASKS, taskId, acceptedAtMs);
      return found.isPresent() ? found : read(consumer, Topics.BULK, taskId, acceptedAtMs);
    }
  }

  private static Optional<Task> read(
      KafkaConsumer<String, byte[]> consumer, String topic, String taskId, long acceptedAtMs) {
    TopicPartition partition = partition(consumer, topic, taskId);
    consumer.assign(List.of(partition));
    OffsetAndTimestamp from =
        consumer.offsetsForTimes(Map.of(partition, acceptedAtMs - BEFORE_MS)).get(partition);
    if (from == null) {
      return Optional.empty();
    }
    consumer.seek(partition, from.offset());
    return find(consumer, partition, taskId, acceptedAtMs + AFTER_MS);
  }

  /** Where producers put a record of this key. */
  private static TopicPartition partition(
      KafkaConsumer<String, byte[]> consumer, String topic, String key) {
    int partitions = consumer.partitionsFor(topic).size();
    int hash = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
    return new TopicPartition(topic, hash % partitions);
  }

  private static Optional<Task> find(
      KafkaConsumer<String, byte[]> consumer, TopicPartition partition, String key, long untilMs) {
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    long at = 0;
    while (consumer.position(partition) < end && at < untilMs) {
      for (ConsumerRecord<String, byte[]> written : consumer.poll(POLL)) {
        at = written.timestamp();
        if (key.equals(written.key())) {
          return Optional.of(read(written.value()));
        }
      }
    }
    return Optional.empty();
  }

  private static Task read(byte[] value) {
    try {
      return Json.read(value, Task.class);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a task that can't be read", e);
    }
  }
}
