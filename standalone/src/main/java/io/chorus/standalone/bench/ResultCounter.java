package io.chorus.standalone.bench;

import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the results that are published from its start on. Thread-safe. */
public final class ResultCounter implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicLong count = new AtomicLong();
  private final Thread thread = new Thread(this::read, "bench-results");
  private volatile boolean closing;

  public ResultCounter(String kafkaBootstrap, List<String> tenants) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafkaBootstrap, "enable.auto.commit", false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        tenants.stream()
            .flatMap(tenant -> consumer.partitionsFor(Topics.results(tenant)).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.start();
  }

  private void read() {
    while (!closing) {
      count.addAndGet(consumer.poll(POLL).count());
    }
    consumer.close();
  }

  public long count() {
    return count.get();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
