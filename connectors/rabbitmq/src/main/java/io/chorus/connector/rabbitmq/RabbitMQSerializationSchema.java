package io.chorus.connector.rabbitmq;

import java.io.Serializable;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Turns an element into a message with its exchange, routing key, message id and body.
 *
 * @param <T> the elements' type
 */
@FunctionalInterface
public interface RabbitMQSerializationSchema<T> extends Serializable {

  /** Called once before the first element. */
  default void open(SerializationSchema.InitializationContext context) throws Exception {}

  /** The element's message, or null to publish nothing for it. An exception fails the job. */
  OutgoingMessage serialize(T element);
}
