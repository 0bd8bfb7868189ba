package io.chorus.standalone.verify;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from their beginning to the end that they have when the reading begins. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Properties properties = new Properties();

  TopicReader(String kafkaBootstrap) {
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-verify");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
  }

  void read(Predicate<String> topics, Consumer<ConsumerRecord<String, byte[]>> action) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topics.test(topic.getKey()))
              .flatMap(topic -> topic.getValue().stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(action);
      }
    }
  }
}
