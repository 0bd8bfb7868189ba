package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
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
public final class Load implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final TaskProducer.Wish wish;
  private final TaskProducer producer;
  private final KafkaConsumer<String, byte[]> consumer;

  /**
   * @param model as {@code engine/model}, or {@code chorus-auto}
   */
  public Load(KafkaConfig kafka, String model) {
    wish = new TaskProducer.Wish(Tenants.DEFAULT, Lane.STANDARD, null, model);
    producer = new TaskProducer(kafka);
    consumer = TopicTail.atEnd(kafka, List.of(Topics.results(Tenants.DEFAULT)));
  }

  /** Seconds from the first task sent to each result read, in order; all tasks sent at once. */
  public List<Double> arrivals(int tasks) {
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

  /**
   * Results a second over the bound of so many calls at a time, while there are enough of them:
   * without the first two waves, in which the queue fills, and the last, in which it is empty.
   * Calls come in waves of that many, so only a whole number of waves tells the rate.
   *
   * @param arrivals seconds, as {@link #arrivals}
   * @param engineMs that each call takes
   */
  public static double shareOfBound(List<Double> arrivals, int inFlight, int engineMs) {
    int first = 2 * inFlight;
    int last = arrivals.size() - inFlight;
    double seconds = arrivals.get(last - 1) - arrivals.get(first - 1);
    return (last - first) / seconds * engineMs / 1_000 / inFlight;
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
    producer.send(wish, Instant.now(), id -> sent.put(id, at));
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
