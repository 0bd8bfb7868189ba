package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import java.util.Objects;

/**
 * A message to publish. The sink makes it persistent and mandatory.
 *
 * @param exchange where to; empty for the default exchange
 * @param routingKey the routing key
 * @param properties AMQP properties, with a message id: at-least-once publishing makes duplicates,
 *     and the id is what tells them
 * @param body its bytes, not copied; equal to itself only
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are passed on, never compared
public record OutgoingMessage(
    String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body) {

  private static final int PERSISTENT = 2;

  public OutgoingMessage {
    Objects.requireNonNull(exchange, "exchange");
    Objects.requireNonNull(routingKey, "routingKey");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(properties.getMessageId(), "message id");
    properties = properties.builder().deliveryMode(PERSISTENT).build();
  }

  /** A message with an id and no other properties. */
  public static OutgoingMessage of(
      String exchange, String routingKey, String messageId, byte[] body) {
    return new OutgoingMessage(
        exchange,
        routingKey,
        new AMQP.BasicProperties.Builder().messageId(messageId).build(),
        body);
  }

  /** Says which message it is, and nothing of its content. */
  @Override
  public String toString() {
    return "message %s to exchange '%s' with routing key '%s' (%d bytes)"
        .formatted(properties.getMessageId(), exchange, routingKey, body.length);
  }
}
