package io.chorus.standalone.bench;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the results that are published from its start on. Thread-safe. */
public final class ResultCounter implements AutoCloseable {
  private static final String SUCCEEDED = "\"state\":\"SUCCEEDED\"";

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong notSucceeded = new AtomicLong();
  private final TopicTail tail;

  public ResultCounter(KafkaConfig kafka, List<String> tenants) {
    List<String> topics = tenants.stream().map(Topics::results).toList();
    tail = new TopicTail("bench-results", kafka, topics, this::add);
    tail.begin();
  }

  private void add(byte[] result) {
    boolean succeeded = new String(result, StandardCharsets.UTF_8).contains(SUCCEEDED);
    notSucceeded.addAndGet(succeeded ? 0 : 1);
    count.incrementAndGet();
  }

  /**
   * @throws IllegalStateException where they are no longer counted
   */
  public long count() {
    tail.check();
    return count.get();
  }

  /** Of those, tasks that ended in another way. */
  public long notSucceeded() {
    return notSucceeded.get();
  }

  @Override
  public void close() {
    tail.close();
  }
}
