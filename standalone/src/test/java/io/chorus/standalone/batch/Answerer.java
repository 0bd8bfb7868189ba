package io.chorus.standalone.batch;

import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.jobs.JobsConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes the result of every task that it was told an end of, twice, as after a restart. */
final class Answerer implements AutoCloseable {
  private static final String RESULTS = Topics.results(Tenants.DEFAULT);

  private final RawRecords raw;
  private final KafkaConsumer<String, byte[]> tasks;
  private final KafkaProducer<String, byte[]> results;
  private final Map<String, FinalState> ends = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> work;
  private volatile boolean closed;

  /** Sees what is produced from now on. */
  Answerer(JobsConfig config) {
    Map<String, Object> kafka = Map.of("bootstrap.servers", config.kafka().bootstrapServers());
    raw = new RawRecords(new TaskValidator(config.catalog()));
    tasks = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
    results = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
    tasks.assign(
        tasks.partitionsFor(Topics.raw(Tenants.DEFAULT)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
    tasks.seekToEnd(tasks.assignment());
    tasks.assignment().forEach(tasks::position);
    work = CompletableFuture.runAsync(this::work);
  }

  /** From now on tasks of this name end so. */
  void answer(String customId, FinalState state) {
    ends.put(customId, state);
  }

  long distinctTasks() {
    return seen.size();
  }

  private void work() {
    while (!closed) {
      tasks.poll(Duration.ofMillis(50)).forEach(record -> answer(task(record)));
    }
  }

  private void answer(Task task) {
    seen.add(task.taskId());
    FinalState state = ends.get(task.customId());
    if (state != null) {
      byte[] result = Json.write(Results.of(task, state));
      for (int i = 0; i < 2; i++) {
        var unused = results.send(new ProducerRecord<>(RESULTS, task.taskId(), result));
      }
    }
  }

  private Task task(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return raw.read(
            new RawRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                headers,
                record.value()))
        .task();
  }

  @Override
  public void close() {
    closed = true;
    work.join();
    tasks.close();
    results.close();
  }
}
