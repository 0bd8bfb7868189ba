package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;

/**
 * A message as the broker delivered it.
 *
 * @param queue the queue it was taken from
 * @param exchange the exchange it was published to; empty for the default exchange
 * @param routingKey the key it was published with
 * @param redelivered true when it was delivered before; false does not exclude a duplicate
 * @param properties its AMQP properties
 * @param body its bytes, not copied; equal to itself only
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are passed on, never compared
public record IncomingMessage(
    String queue,
    String exchange,
    String routingKey,
    boolean redelivered,
    AMQP.BasicProperties properties,
    byte[] body) {}
