package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Tells what is written to topics from its making on, on a thread of its own. */
final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<byte[]> listener;
  private final BenchThread thread;
  private volatile boolean closing;

  TopicTail(String name, KafkaConfig kafka, List<String> topics, Consumer<byte[]> listener) {
    this.consumer = atEnd(kafka, topics);
    this.listener = listener;
    this.thread = new BenchThread(name, this::read);
  }

  /** A consumer of all partitions, which has read all that is there. */
  static KafkaConsumer<String, byte[]> atEnd(KafkaConfig kafka, List<String> topics) {
    Properties properties = kafka.properties();
    properties.put("enable.auto.commit", false);
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> known(consumer, topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }

  /** A broker that has just made a topic does not name its partitions at once. */
  private static List<PartitionInfo> known(KafkaConsumer<?, ?> consumer, String topic) {
    long end = System.nanoTime() + KNOWN_WITHIN.toNanos();
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    while (partitions.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("there is no topic " + topic);
      }
      LockSupport.parkNanos(POLL.toNanos());
      partitions = consumer.partitionsFor(topic);
    }
    return partitions;
  }

  /** From now on the listener is told. */
  void begin() {
    thread.start();
  }

  private void read() {
    while (!closing) {
      consumer.poll(POLL).forEach(record -> listener.accept(record.value()));
    }
    consumer.close();
  }

  /**
   * @throws IllegalStateException where the listener is no longer told
   */
  void check() {
    thread.check();
  }

  @Override
  public void close() {
    closing = true;
    thread.join();
  }
}
