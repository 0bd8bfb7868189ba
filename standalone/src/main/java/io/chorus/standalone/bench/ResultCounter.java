package io.chorus.standalone.bench;

import io.chorus.contracts.Topics;
import java.nio.charset.StandardCharsets;
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
  private static final String SUCCEEDED = "\"state\":\"SUCCEEDED\"";
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong notSucceeded = new AtomicLong();
  private final BenchThread thread = new BenchThread("bench-results", this::read);
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
      consumer.poll(POLL).forEach(result -> add(result.value()));
    }
    consumer.close();
  }

  private void add(byte[] result) {
    boolean succeeded = new String(result, StandardCharsets.UTF_8).contains(SUCCEEDED);
    notSucceeded.addAndGet(succeeded ? 0 : 1);
    count.incrementAndGet();
  }

  /**
   * @throws IllegalStateException where they are no longer counted
   */
  public long count() {
    thread.check();
    return count.get();
  }

  /** Of those, tasks that ended in another way. */
  public long notSucceeded() {
    return notSucceeded.get();
  }

  @Override
  public void close() {
    closing = true;
    thread.join();
  }
}
