import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends one task to Chorus and prints its answer: {@code SendTask NAME PROMPT}. */
public final class SendTask {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TENANT = setting("KAFKA_USER", "default");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  public static void main(String[] args) throws Exception {
    String name = args[0];
    send(name, JSON.createObjectNode().put("prompt", args[1]).put("lane", "priority"));
    JsonNode result = awaitResult(name);
    System.out.println(result.get("state").asText());
    System.out.println(
        result.get("state").asText().equals("SUCCEEDED")
            ? JSON.readTree(result.get("payload").asText()).get("text").asText()
            : result.get("error_message").asText());
  }

  /** Returns when Kafka has it, which is when Chorus has it. */
  private static void send(String name, JsonNode task) throws Exception {
    Map<String, Object> settings = kafka();
    settings.put("acks", "all");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>("tasks.raw." + TENANT, name, JSON.writeValueAsBytes(task));
      record.headers().add("ce_id", name.getBytes(UTF_8));
      record.headers().add("ce_time", Instant.now().toString().getBytes(UTF_8));
      producer.send(record).get();
    }
  }

  private static JsonNode awaitResult(String name) throws Exception {
    Map<String, Object> settings = kafka();
    settings.put("group.id", TENANT + ".examples");
    settings.put("auto.offset.reset", "earliest");
    Instant end = Instant.now().plus(PATIENCE);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("results." + TENANT));
      while (Instant.now().isBefore(end)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          JsonNode result = JSON.readTree(record.value());
          if (result.get("custom_id").asText().equals(name)) {
            return result;
          }
        }
      }
    }
    throw new IllegalStateException("no result yet; has the task been rejected?");
  }

  private static Map<String, Object> kafka() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", setting("KAFKA_BOOTSTRAP", "127.0.0.1:9092"));
    settings.put("security.protocol", setting("KAFKA_PROTOCOL", "SASL_SSL"));
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(TENANT, setting("KAFKA_PASSWORD", "")));
    return settings;
  }

  private static String setting(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
