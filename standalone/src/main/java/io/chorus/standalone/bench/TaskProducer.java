package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Lane;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka producer of tasks. Thread-safe. */
public final class TaskProducer implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicInteger next = new AtomicInteger();
  private final String run = "bench-" + System.nanoTime() + "-";
  private volatile Exception fault;

  public TaskProducer(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-bench");
    properties.put("linger.ms", 0);
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * What a task asks for beside its prompt.
   *
   * @param batch its name, or null
   * @param model as {@code engine/model}, or {@code chorus-auto}
   */
  public record Wish(String tenant, Lane lane, String batch, String model) {

    public Wish(String tenant, Lane lane, String batch) {
      this(tenant, lane, batch, EngineCatalog.AUTO);
    }

    String json() {
      String named = batch == null ? "" : ",\"batch\":\"" + batch + "\"";
      return ",\"lane\":\"" + lane.wireName() + "\"" + named;
    }
  }

  /**
   * Sends one task; waits for nothing.
   *
   * @param named is told the task's id before it is sent
   * @throws IllegalStateException where one that was sent before has not come to Kafka
   */
  public void send(Wish wish, Instant now, Consumer<String> named) {
    if (fault != null) {
      throw new IllegalStateException("a task was not sent: " + fault, fault);
    }
    int number = next.getAndIncrement();
    String name = run + number;
    String id = TaskIds.derived(wish.tenant(), name, now);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topics.raw(wish.tenant()), id, Prompts.body(wish.model(), number, wish.json()));
    record.headers().add("ce_id", name.getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_time", now.toString().getBytes(StandardCharsets.UTF_8));
    named.accept(id);
    var unused = producer.send(record, (sent, why) -> fault = why == null ? fault : why);
  }

  @Override
  public void close() {
    producer.close();
  }
}
