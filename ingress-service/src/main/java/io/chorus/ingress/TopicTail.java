package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.ingress.kafka.ConsumerLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows topics from their end on and tells every record to one listener; a topic that comes later
 * is followed from its beginning. Thread-safe.
 */
final class TopicTail implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final long DISCOVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Predicate<String> wanted;
  private final BiConsumer<String, byte[]> listener;
  private final ConsumerLoop loop;
  private long discoveredAt = System.nanoTime();

  /**
   * @param wanted which topics that come later are to be followed; null for none
   */
  private TopicTail(
      KafkaConsumer<String, byte[]> consumer,
      String name,
      Predicate<String> wanted,
      BiConsumer<String, byte[]> listener) {
    this.consumer = consumer;
    this.wanted = wanted;
    this.listener = listener;
    this.loop = new ConsumerLoop("tail-" + name, consumer, this::follow);
  }

  /**
   * Tells every record that is published from its return on, by key and value, on a thread of its
   * own.
   *
   * @throws RuntimeException where Kafka can't be reached or doesn't have the topic
   */
  static TopicTail start(KafkaConfig kafka, String topic, BiConsumer<String, byte[]> listener) {
    return start(kafka, topic, consumer -> partitions(consumer, topic), null, listener);
  }

  /** The same for all topics of a kind, those too that come later. */
  static TopicTail startAll(
      KafkaConfig kafka, Predicate<String> wanted, BiConsumer<String, byte[]> listener) {
    return start(kafka, "all", consumer -> partitions(consumer, wanted), wanted, listener);
  }

  private static TopicTail start(
      KafkaConfig kafka,
      String name,
      Function<KafkaConsumer<String, byte[]>, List<TopicPartition>> partitions,
      Predicate<String> wanted,
      BiConsumer<String, byte[]> listener) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            properties(kafka, name), new StringDeserializer(), new ByteArrayDeserializer());
    try {
      goToTheEnd(consumer, partitions.apply(consumer));
    } catch (RuntimeException e) {
      ConsumerLoop.close(consumer);
      throw e;
    }
    TopicTail tail = new TopicTail(consumer, name, wanted, listener);
    tail.loop.start();
    return tail;
  }

  static Properties properties(KafkaConfig kafka, String topic) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-tail-" + topic);
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "latest");
    return properties;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> partitions = partitions(consumer.partitionsFor(topic, START_LIMIT));
    if (partitions.isEmpty()) {
      throw new IllegalStateException("Kafka has no topic " + topic);
    }
    return partitions;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, Predicate<String> wanted) {
    return consumer.listTopics(START_LIMIT).entrySet().stream()
        .filter(topic -> wanted.test(topic.getKey()))
        .flatMap(topic -> partitions(topic.getValue()).stream())
        .toList();
  }

  private static List<TopicPartition> partitions(List<PartitionInfo> infos) {
    return infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
  }

  private static void goToTheEnd(
      KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(partition -> consumer.position(partition, START_LIMIT));
  }

  private void follow() {
    discover();
    consumer.poll(ConsumerLoop.POLL).forEach(this::tell);
  }

  private void discover() {
    if (wanted != null && System.nanoTime() - discoveredAt > DISCOVERY_NANOS) {
      discoveredAt = System.nanoTime();
      Set<TopicPartition> known = consumer.assignment();
      List<TopicPartition> all = partitions(consumer, wanted);
      List<TopicPartition> fresh = all.stream().filter(p -> !known.contains(p)).toList();
      if (!fresh.isEmpty()) {
        Set<TopicPartition> both = new HashSet<>(known);
        both.addAll(fresh);
        consumer.assign(both);
        consumer.seekToBeginning(fresh);
      }
    }
  }

  private void tell(ConsumerRecord<String, byte[]> published) {
    if (published.key() != null && published.value() != null) {
      listener.accept(published.key(), published.value());
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
