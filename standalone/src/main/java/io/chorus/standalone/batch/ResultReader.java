package io.chorus.standalone.batch;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Result;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the results that were published from a time on. Not thread-safe. */
final class ResultReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Clocks of one machine; the record's time is taken a moment before it is written. */
  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final KafkaConsumer<String, byte[]> consumer;

  ResultReader(KafkaConfig kafka, Instant from) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-run-results");
    properties.put("enable.auto.commit", false);
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.results(Tenants.DEFAULT)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    seek(partitions, from.minus(MARGIN).toEpochMilli());
  }

  private void seek(List<TopicPartition> partitions, long fromMs) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, fromMs));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, found) -> {
              if (found == null) {
                consumer.seekToEnd(List.of(partition));
                consumer.position(partition);
              } else {
                consumer.seek(partition, found.offset());
              }
            });
  }

  /**
   * Reads what is there, waiting a moment where nothing is.
   *
   * @param wanted tells by task id which results to read
   */
  void poll(Predicate<String> wanted, ResultSink sink) throws IOException {
    for (ConsumerRecord<String, byte[]> published : consumer.poll(POLL)) {
      if (published.key() != null && wanted.test(published.key())) {
        sink.accept(parsed(published));
      }
    }
  }

  private static Result parsed(ConsumerRecord<String, byte[]> published) throws IOException {
    try {
      return Json.read(published.value(), Result.class);
    } catch (MalformedJsonException e) {
      throw new IOException("result " + published.key() + " can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Takes results one by one. */
  interface ResultSink {
    void accept(Result result) throws IOException;
  }
}
