package io.chorus.standalone.bench;

import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer of tasks and a consumer of their results, with a stopwatch. Used by one thread. */
final class Load implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private int number;

  Load(String kafkaBootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-bench");
    properties.put("linger.ms", 0);
    properties.put("enable.auto.commit", false);
    producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.results(Tenants.DEFAULT)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Seconds from the first task sent to the last result read, all tasks sent at once. */
  double secondsFor(int tasks) {
    Map<String, Long> sent = new HashMap<>();
    long from = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      send(sent);
      if (i % 100 == 0) {
        receive(sent, Duration.ZERO, new HashMap<>());
      }
    }
    while (!sent.isEmpty()) {
      receive(sent, POLL, new HashMap<>());
    }
    return (System.nanoTime() - from) / 1e9;
  }

  /** Milliseconds from sent to read of each task, sent evenly. */
  List<Double> latenciesMs(int tasks, int perSecond) throws InterruptedException {
    Map<String, Long> sent = new ConcurrentHashMap<>();
    Map<String, Double> latencies = new HashMap<>();
    Thread sender = new Thread(() -> sendEvenly(tasks, perSecond, sent), "bench-sender");
    sender.start();
    while (sender.isAlive() || !sent.isEmpty()) {
      receive(sent, POLL, latencies);
    }
    sender.join();
    return latencies.values().stream().sorted().toList();
  }

  private void sendEvenly(int tasks, int perSecond, Map<String, Long> sent) {
    long gap = 1_000_000_000L / perSecond;
    long next = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send(sent);
      next += gap;
    }
  }

  private void send(Map<String, Long> sent) {
    Instant now = Instant.now();
    String name = "bench-" + System.nanoTime() + "-" + number;
    String id = TaskIds.derived(Tenants.DEFAULT, name, now);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.raw(Tenants.DEFAULT), id, Prompts.body(number++));
    record.headers().add("ce_id", name.getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_time", now.toString().getBytes(StandardCharsets.UTF_8));
    sent.put(id, System.nanoTime());
    var unused = producer.send(record);
  }

  private void receive(Map<String, Long> sent, Duration wait, Map<String, Double> latencies) {
    for (ConsumerRecord<String, byte[]> result : consumer.poll(wait)) {
      Long at = sent.remove(result.key());
      if (at != null) {
        latencies.put(result.key(), (System.nanoTime() - at) / 1e6);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
