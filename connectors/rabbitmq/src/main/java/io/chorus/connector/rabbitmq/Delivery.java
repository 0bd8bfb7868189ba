package io.chorus.connector.rabbitmq;

/**
 * A message in the reader's hands.
 *
 * @param queue index of its queue in the source
 * @param epoch which of the queue's channels delivered it; its tag is void on any other
 * @param tag the channel's delivery tag
 */
record Delivery(int queue, long epoch, long tag, IncomingMessage message) {}
