package io.chorus.connector.rabbitmq;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;

/** Has nothing to assign. */
final class NoSplitEnumerator implements SplitEnumerator<RabbitMQSourceSplit, Void> {

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtaskId, String requesterHostname) {}

  @Override
  public void addSplitsBack(List<RabbitMQSourceSplit> splits, int subtaskId) {}

  @Override
  public void addReader(int subtaskId) {}

  @Override
  public Void snapshotState(long checkpointId) {
    return null;
  }

  @Override
  public void close() {}
}
