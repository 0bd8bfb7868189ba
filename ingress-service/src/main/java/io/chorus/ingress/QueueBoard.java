package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last report of each engine's scheduler. Thread-safe. */
public final class QueueBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueBoard.class);

  private final Map<String, QueueReport> reports = new ConcurrentSkipListMap<>();
  private TopicTail tail;

  private QueueBoard() {}

  /**
   * Follows what the jobs report from now on: each second, of each engine that has work.
   *
   * @throws RuntimeException where Kafka can't be reached or doesn't have the topic
   */
  public static QueueBoard follow(KafkaConfig kafka) {
    QueueBoard board = new QueueBoard();
    board.tail = TopicTail.start(kafka, Topics.QUEUES, board::heard);
    return board;
  }

  private void heard(String engine, byte[] value) {
    try {
      reports.put(engine, Json.read(value, QueueReport.class));
    } catch (MalformedJsonException e) {
      LOG.warn("left out what can't be read of {}: {}", engine, e.getMessage());
    }
  }

  /** The last report of each engine that has told of itself, by name. */
  public Collection<QueueReport> reports() {
    return List.copyOf(reports.values());
  }

  @Override
  public void close() {
    tail.close();
  }
}
