package io.chorus.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalKafkaIT {
  private static final String TOPIC = "letters";

  @TempDir Path dir;

  @Test
  void recordsSurviveARestartOnTheSameFolder() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(dir)) {
      kafka.createTopics(Map.of(TOPIC, 2));
      kafka.createTopics(Map.of(TOPIC, 2, "more", 1));
      send(kafka, "written before a stop");
    }
    try (LocalKafka kafka = LocalKafka.start(dir)) {
      assertThat(read(kafka, 1)).containsExactly("written before a stop");
    }
  }

  @Test
  void acknowledgedRecordsSurviveAKill() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(dir)) {
      kafka.createTopics(Map.of(TOPIC, 2));
      send(kafka, "written before a kill");

      kafka.kill();
      kafka.restart();

      assertThat(read(kafka, 1)).containsExactly("written before a kill");
    }
  }

  private static void send(LocalKafka kafka, String text) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 1, "key", text)).get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(LocalKafka kafka, int count) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 1)));
      while (found.size() < count) {
        for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofSeconds(1))) {
          found.add(message.value());
        }
      }
    }
    return found;
  }
}
