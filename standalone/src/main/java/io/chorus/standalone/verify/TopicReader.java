package io.chorus.standalone.verify;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.RawRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from their beginning to the end that they have when the reading begins. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

  private final Properties properties;

  TopicReader(KafkaConfig kafka) {
    properties = kafka.properties();
    properties.put("client.id", "chorus-verify");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
  }

  /**
   * @throws IOException where Kafka can't be reached or goes silent
   */
  void read(Predicate<String> topics, Consumer<ConsumerRecord<String, byte[]>> action)
      throws IOException {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(consumer, topics);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readTo(consumer.endOffsets(partitions), consumer, action);
    } catch (KafkaException e) {
      throw new IOException("Kafka can't be read: " + e.getMessage(), e);
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, byte[]> consumer, Predicate<String> topics) {
    return consumer.listTopics().entrySet().stream()
        .filter(topic -> topics.test(topic.getKey()))
        .flatMap(topic -> topic.getValue().stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static void readTo(
      Map<TopicPartition, Long> ends,
      KafkaConsumer<String, byte[]> consumer,
      Consumer<ConsumerRecord<String, byte[]>> action)
      throws IOException {
    long lastHeard = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      records.forEach(action);
      if (!records.isEmpty()) {
        lastHeard = System.nanoTime();
      } else if (System.nanoTime() - lastHeard > LONGEST_SILENCE.toNanos()) {
        throw new IOException("Kafka was silent for " + LONGEST_SILENCE.toSeconds() + " s");
      }
    }
  }

  /** The record as the jobs see it. */
  static RawRecord raw(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        headers,
        record.value());
  }
}
