package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.kafka.access.KafkaRecords;
import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what was asked of an old task in the record that it was accepted by, for as long as Kafka
 * keeps it. Thread-safe.
 */
final class TaskLog {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int THREADS = 2;
  private static final long LIMIT_S = 20;
  private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

  private final WorkerExecutor threads;
  private final Properties properties;
  private final RawRecords producers;

  TaskLog(Vertx vertx, KafkaConfig kafka, TaskValidator validator) {
    this.threads = vertx.createSharedWorkerExecutor("ingress-log", THREADS);
    this.producers = new RawRecords(validator);
    this.properties = kafka.properties();
    properties.put("client.id", "chorus-task-log");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "none");
    properties.put("max.poll.records", 1);
  }

  /**
   * The task as it was accepted; empty where Kafka doesn't have it any more. Fails with a {@link
   * RefusedException} where Kafka can't be asked, or a producer's record is no task any more, since
   * engines and models come and go.
   */
  Future<Optional<Task>> find(TaskView task) {
    return threads
        .executeBlocking(() -> read(task), false)
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(cause -> Future.failedFuture(refused(task, cause)));
  }

  private static RefusedException refused(TaskView task, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    LOG.warn("task {} can't be looked for: {}", task.taskId(), cause.toString());
    return Refusal.noLog().asException();
  }

  private Optional<Task> read(TaskView task) {
    return Optional.ofNullable(task.place())
        .flatMap(this::record)
        .map(this::task)
        .filter(found -> found.taskId().equals(task.taskId()));
  }

  private Optional<RawRecord> record(RecordPlace place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, place.offset());
      ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
      if (records.isEmpty()) {
        throw new IllegalStateException("Kafka does not tell what is at " + place);
      }
      return Optional.of(KafkaRecords.raw(records.iterator().next()));
    } catch (OffsetOutOfRangeException e) {
      return Optional.empty();
    }
  }

  private Task task(RawRecord raw) {
    if (!Topics.isRaw(raw.topic())) {
      return accepted(raw);
    }
    RawRecords.Outcome outcome = producers.read(raw);
    if (outcome.task() == null) {
      throw Refusal.invalid(outcome.letter().problems()).asException();
    }
    return outcome.task();
  }

  private static Task accepted(RawRecord raw) {
    try {
      return Json.read(raw.value(), Task.class);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a task that can't be read", e);
    }
  }
}
