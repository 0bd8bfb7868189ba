package io.chorus.standalone.bench;

import io.chorus.contracts.Lane;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka producer of tasks. Thread-safe. */
public final class TaskProducer implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final String run = "bench-" + System.nanoTime() + "-";

  public TaskProducer(String kafkaBootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-bench");
    properties.put("linger.ms", 0);
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * What a task asks for beside its prompt.
   *
   * @param batch its name, or null
   */
  public record Wish(String tenant, Lane lane, String batch) {
    String json() {
      String named = batch == null ? "" : ",\"batch\":\"" + batch + "\"";
      return ",\"lane\":\"" + lane.wireName() + "\"" + named;
    }
  }

  /**
   * Sends one task; waits for nothing.
   *
   * @param number a different one each time
   * @param named is told the task's id before it is sent
   */
  public void send(Wish wish, int number, Instant now, Consumer<String> named) {
    String name = run + number;
    String id = TaskIds.derived(wish.tenant(), name, now);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.raw(wish.tenant()), id, Prompts.body(number, wish.json()));
    record.headers().add("ce_id", name.getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_time", now.toString().getBytes(StandardCharsets.UTF_8));
    named.accept(id);
    var unused = producer.send(record);
  }

  @Override
  public void close() {
    producer.close();
  }
}
