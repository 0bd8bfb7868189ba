package io.chorus.standalone.bench;

import io.chorus.contracts.Lane;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A producer of tasks and a consumer of their results, with a stopwatch. Used by one thread. */
final class Load implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private static final TaskProducer.Wish WISH =
      new TaskProducer.Wish(Tenants.DEFAULT, Lane.STANDARD, null);

  private final TaskProducer producer;
  private final KafkaConsumer<String, byte[]> consumer;

  Load(String kafkaBootstrap) {
    producer = new TaskProducer(kafkaBootstrap);
    consumer = TopicTail.atEnd(kafkaBootstrap, List.of(Topics.results(Tenants.DEFAULT)));
  }

  /** Seconds from the first task sent to each result read, in order; all tasks sent at once. */
  List<Double> arrivals(int tasks) {
    Map<String, Long> sent = new HashMap<>();
    List<Double> arrivals = new ArrayList<>(tasks);
    long from = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      send(sent);
      if (i % 100 == 0) {
        receive(sent, Duration.ZERO, at -> arrivals.add(seconds(from)));
      }
    }
    while (!sent.isEmpty()) {
      receive(sent, POLL, at -> arrivals.add(seconds(from)));
    }
    return arrivals;
  }

  private static double seconds(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }

  /** Milliseconds from sent to read of each task, sent evenly. */
  List<Double> latenciesMs(int tasks, int perSecond) throws InterruptedException {
    Map<String, Long> sent = new ConcurrentHashMap<>();
    List<Double> latencies = new ArrayList<>(tasks);
    Thread sender = Evenly.start("bench-sender", tasks, perSecond, () -> send(sent));
    while (sender.isAlive() || !sent.isEmpty()) {
      receive(sent, POLL, at -> latencies.add(1_000 * seconds(at)));
    }
    sender.join();
    return latencies.stream().sorted().toList();
  }

  private void send(Map<String, Long> sent) {
    long at = System.nanoTime();
    producer.send(WISH, Instant.now(), id -> sent.put(id, at));
  }

  private void receive(Map<String, Long> sent, Duration wait, LongConsumer onResultSentAt) {
    for (ConsumerRecord<String, byte[]> result : consumer.poll(wait)) {
      Long at = sent.remove(result.key());
      if (at != null) {
        onResultSentAt.accept(at);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
