package io.chorus.ingress;

import io.chorus.connector.postgres.Admission;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.Json;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Accepts tasks: once Kafka has a task and its row is there, it will come to a final state.
 * Thread-safe.
 */
final class TaskAcceptance implements AutoCloseable {
  /** Fewer than the stores take without blocking. */
  static final int MAX_IN_FLIGHT = 2_000;

  private static final String SOURCE = "http";
  private static final int MAX_REQUEST_BYTES = 8 << 20;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final KafkaProducer<String, byte[]> producer;
  private final TaskStore tasks;
  private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);

  TaskAcceptance(String kafkaBootstrap, TaskStore tasks) {
    this.producer =
        new KafkaProducer<>(
            properties(kafkaBootstrap), new StringSerializer(), new ByteArraySerializer());
    this.tasks = tasks;
  }

  private static Properties properties(String kafkaBootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-ingress");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("linger.ms", 0);
    properties.put("max.request.size", MAX_REQUEST_BYTES);
    // a caller hears within seconds that nothing was accepted
    properties.put("max.block.ms", 4_000);
    properties.put("request.timeout.ms", 4_000);
    properties.put("delivery.timeout.ms", 8_000);
    return properties;
  }

  /**
   * Completes with true when accepted, false when there is no room now; exceptionally when Kafka or
   * the database did not confirm. May block for some seconds while Kafka is away.
   */
  CompletableFuture<Boolean> accept(Task task) {
    if (!room.tryAcquire()) {
      return CompletableFuture.completedFuture(false);
    }
    return produce(task)
        .thenCompose(acknowledged -> tasks.admit(task, SOURCE))
        .thenApply(admission -> admission != Admission.CONFLICT)
        .whenComplete((accepted, failure) -> room.release());
  }

  private CompletableFuture<Void> produce(Task task) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.TASKS, task.taskId(), Json.write(task));
    var unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.complete(null);
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
