package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Return;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells failed messages, and gives their substitutes. Thread-safe as far as the handler is.
 *
 * @param maxBytes the largest body that is sent
 * @param handler gives the substitutes
 * @param onFailed told of each failed message; must not wait
 */
record FailedMessages(int maxBytes, FailedMessageHandler handler, Runnable onFailed) {

  /** What RabbitMQ 4 takes by default; earlier versions take more. */
  static final int DEFAULT_MAX_BYTES = 16 << 20;

  private static final String REASON = "x-failure-reason";
  private static final byte[] NOTHING = {};

  /**
   * The message, or its substitute when it is too large, or null when it is to be dropped.
   *
   * @throws IOException when the job has to fail
   */
  OutgoingMessage checked(OutgoingMessage message) throws IOException {
    if (message.body().length <= maxBytes) {
      return message;
    }
    return substitute(
        new FailedMessage(
            message,
            FailedMessage.Reason.TOO_LARGE,
            "Message %s is too large: %d bytes, the sink's maximum is %d"
                .formatted(message.properties().getMessageId(), message.body().length, maxBytes)));
  }

  /**
   * The substitute for a message that the broker returned, or null when it is to be dropped.
   *
   * @throws IOException when the job has to fail
   */
  OutgoingMessage returned(Return returned) throws IOException {
    FailedMessage failed =
        new FailedMessage(
            new OutgoingMessage(
                returned.getExchange(),
                returned.getRoutingKey(),
                returned.getProperties(),
                returned.getBody()),
            FailedMessage.Reason.UNROUTABLE,
            "Message %s is unroutable: exchange '%s' has no queue for routing key '%s' (%d %s)"
                .formatted(
                    returned.getProperties().getMessageId(),
                    returned.getExchange(),
                    returned.getRoutingKey(),
                    returned.getReplyCode(),
                    returned.getReplyText()));
    if (isSubstitute(failed.message())) {
      throw new IOException("A failed message's substitute failed: " + failed.explanation());
    }
    return substitute(failed);
  }

  static OutgoingMessage deadLetter(OutgoingMessage message, String exchange) {
    return new OutgoingMessage(
        exchange,
        message.routingKey(),
        message.properties(),
        message.body().length <= DEFAULT_MAX_BYTES ? message.body() : NOTHING);
  }

  private OutgoingMessage substitute(FailedMessage failed) throws IOException {
    onFailed.run();
    OutgoingMessage substitute = handler.substitute(failed);
    return substitute == null ? null : stamped(substitute, failed);
  }

  private static boolean isSubstitute(OutgoingMessage message) {
    Map<String, Object> headers = message.properties().getHeaders();
    return headers != null && headers.containsKey(REASON);
  }

  private static OutgoingMessage stamped(OutgoingMessage substitute, FailedMessage failed) {
    AMQP.BasicProperties properties = substitute.properties();
    Map<String, Object> headers = new HashMap<>();
    if (properties.getHeaders() != null) {
      headers.putAll(properties.getHeaders());
    }
    headers.put(REASON, failed.reason().name());
    headers.put("x-failure-exchange", failed.message().exchange());
    headers.put("x-failure-routing-key", failed.message().routingKey());
    headers.put("x-failure-body-bytes", failed.message().body().length);
    return new OutgoingMessage(
        substitute.exchange(),
        substitute.routingKey(),
        properties.builder().headers(headers).build(),
        substitute.body());
  }
}
