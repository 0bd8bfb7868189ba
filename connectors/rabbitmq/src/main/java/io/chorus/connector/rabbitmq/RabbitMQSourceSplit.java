package io.chorus.connector.rabbitmq;

import org.apache.flink.api.connector.source.SourceSplit;

/** Never assigned: every reader consumes all queues, and the broker shares the messages out. */
public final class RabbitMQSourceSplit implements SourceSplit {

  private static final String ID = "all";

  RabbitMQSourceSplit() {}

  @Override
  public String splitId() {
    return ID;
  }
}
