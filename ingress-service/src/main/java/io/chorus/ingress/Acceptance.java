package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.kafka.access.KafkaRecords;
import io.chorus.connector.postgres.Admission;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Json;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Accepts tasks: once Kafka has acknowledged a task and its row is there, it will come to a final
 * state. Thread-safe.
 */
final class Acceptance implements AutoCloseable {
  /** Fewer than the store of tasks takes without blocking. */
  static final int MAX_REQUESTS = 4_000;

  /** Bodies; records are up to three times as large and have to fit into the producer's buffer. */
  static final int MAX_BYTES = 64 << 20;

  private static final String SOURCE = "http";

  /** Known from the start on, so that no send has to wait for where they are. */
  private static final List<String> TOPICS =
      List.of(Topics.TASKS, Topics.BULK, Topics.CONTROL, Topics.INQUIRIES, Topics.KEYS);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final KafkaProducer<String, byte[]> producer;
  private final TaskStore tasks;

  private Acceptance(KafkaProducer<String, byte[]> producer, TaskStore tasks) {
    this.producer = producer;
    this.tasks = tasks;
  }

  /**
   * @throws RuntimeException where Kafka can't be reached or a topic is missing
   */
  static Acceptance open(KafkaConfig kafka, TaskStore tasks) {
    Acceptance acceptance =
        new Acceptance(
            new KafkaProducer<>(
                properties(kafka), new StringSerializer(), new ByteArraySerializer()),
            tasks);
    try {
      TOPICS.forEach(acceptance.producer::partitionsFor);
      return acceptance;
    } catch (RuntimeException e) {
      acceptance.close();
      throw e;
    }
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-ingress");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("linger.ms", 0);
    properties.put("max.request.size", Json.MAX_DOCUMENT);
    properties.put("buffer.memory", 3L * MAX_BYTES);
    // a topic is never forgotten, so that a send has no reason to block while Kafka is away
    properties.put("metadata.max.idle.ms", Long.MAX_VALUE);
    properties.put("max.block.ms", 5_000);
    properties.put("request.timeout.ms", 5_000);
    properties.put("delivery.timeout.ms", 15_000);
    return properties;
  }

  /**
   * Completes once Kafka has the task and its row is there; exceptionally when Kafka or the
   * database says no. While the database is away it stays open.
   */
  CompletableFuture<Task> accept(Task task) {
    return produce(new ProducerRecord<>(Topics.tasks(task.lane()), task.taskId(), Json.write(task)))
        .thenCompose(written -> tasks.admit(task, SOURCE, KafkaRecords.place(written)))
        .thenApply(admission -> stored(task, admission));
  }

  private static Task stored(Task task, Admission admission) {
    if (admission.isConflict()) {
      throw new IllegalStateException("the id of a new task is taken: " + task.taskId());
    }
    return task;
  }

  /** Tells the jobs what operators want. Completes once Kafka has it. */
  CompletableFuture<Void> tell(Hold hold) {
    return tell(new ProducerRecord<>(Topics.CONTROL, hold.key(), Json.write(hold)));
  }

  /** Tells the engine jobs how an account is from now on. Completes once Kafka has it. */
  CompletableFuture<Void> tell(AccountChange change) {
    return tell(new ProducerRecord<>(Topics.CONTROL, change.key(), Json.write(change)));
  }

  /** Tells all replicas of a key. Completes once Kafka has it. */
  CompletableFuture<Void> tell(ApiKey key) {
    return tell(new ProducerRecord<>(Topics.KEYS, key.keyId(), Json.write(key)));
  }

  /** Asks the jobs after a task. Completes once Kafka has the question. */
  CompletableFuture<Void> ask(Inquiry inquiry) {
    return tell(new ProducerRecord<>(Topics.INQUIRIES, inquiry.taskId(), Json.write(inquiry)));
  }

  /** Tells the jobs what to plan by. Completes once Kafka has it. */
  CompletableFuture<Void> tell(Guidance guidance) {
    return tell(new ProducerRecord<>(Topics.GUIDANCE, guidance.key(), Json.write(guidance)));
  }

  private CompletableFuture<Void> tell(ProducerRecord<String, byte[]> record) {
    return produce(record).thenAccept(written -> {});
  }

  private CompletableFuture<RecordMetadata> produce(ProducerRecord<String, byte[]> record) {
    CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
    var unused =
        producer.send(
            record,
            (written, failure) -> {
              if (failure == null) {
                acknowledged.complete(written);
              } else {
                acknowledged.completeExceptionally(failure);
              }
            });
    return acknowledged;
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
