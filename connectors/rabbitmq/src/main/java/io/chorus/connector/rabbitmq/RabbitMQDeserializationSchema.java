package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Turns a message into records: none, one or several.
 *
 * @param <T> the records' type
 */
public interface RabbitMQDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

  /** Called once before the first message. */
  default void open(DeserializationSchema.InitializationContext context) throws Exception {}

  /**
   * Adds a message's records to {@code out}.
   *
   * @throws IOException when the message can't be read. As with any exception, none of its records
   *     is emitted, and it is rejected without requeue: the queue's dead letter exchange gets it,
   *     and a queue without one drops it.
   */
  void deserialize(IncomingMessage message, Collector<T> out) throws IOException;

  /** Reads the body only. */
  static <T> RabbitMQDeserializationSchema<T> bodyOnly(DeserializationSchema<T> schema) {
    return new BodyDeserializationSchema<>(schema);
  }

  /** What {@link #bodyOnly} gives. */
  record BodyDeserializationSchema<T>(DeserializationSchema<T> schema)
      implements RabbitMQDeserializationSchema<T> {

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
      schema.open(context);
    }

    @Override
    public void deserialize(IncomingMessage message, Collector<T> out) throws IOException {
      schema.deserialize(message.body(), out);
    }

    @Override
    public TypeInformation<T> getProducedType() {
      return schema.getProducedType();
    }
  }
}
