package io.chorus.standalone.bench;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Tells every answer that comes once it exists, on a thread of its own. */
public final class AnswerTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<Answer> listener;
  private final BenchThread thread = new BenchThread("bench-answers", this::read);
  private volatile boolean closing;

  public AnswerTail(String kafkaBootstrap, Consumer<Answer> listener) {
    this.listener = listener;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafkaBootstrap, "enable.auto.commit", false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.ANSWERS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** From now on the listener is told. */
  public void begin() {
    thread.start();
  }

  private void read() {
    while (!closing) {
      consumer.poll(POLL).forEach(record -> tell(record.value()));
    }
    consumer.close();
  }

  private void tell(byte[] value) {
    try {
      listener.accept(Json.read(value, Answer.class));
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an answer that can't be read", e);
    }
  }

  /**
   * @throws IllegalStateException where the listener was not told all
   */
  @Override
  public void close() {
    closing = true;
    thread.join();
    thread.check();
  }
}
