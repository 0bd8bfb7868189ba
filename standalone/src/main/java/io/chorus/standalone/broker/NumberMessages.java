package io.chorus.standalone.broker;

import io.chorus.connector.rabbitmq.IncomingMessage;
import io.chorus.connector.rabbitmq.OutgoingMessage;
import io.chorus.connector.rabbitmq.RabbitMQDeserializationSchema;
import io.chorus.connector.rabbitmq.RabbitMQSerializationSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/** A number as a message of 2 KB, sent to the queues in turn. */
public final class NumberMessages {
  public static final int BODY_BYTES = 2_048;

  private NumberMessages() {}

  public record Writer(String exchange, List<String> queues)
      implements RabbitMQSerializationSchema<Long> {

    @Override
    public OutgoingMessage serialize(Long number) {
      byte[] body = new byte[BODY_BYTES];
      ByteBuffer.wrap(body).putLong(number);
      String queue = queues.get((int) (number % queues.size()));
      return OutgoingMessage.of(exchange, queue, Long.toString(number), body);
    }
  }

  public record Reader() implements RabbitMQDeserializationSchema<Long> {

    @Override
    public void deserialize(IncomingMessage message, Collector<Long> out) throws IOException {
      if (message.body().length != BODY_BYTES) {
        throw new IOException("a message of " + message.body().length + " bytes");
      }
      out.collect(ByteBuffer.wrap(message.body()).getLong());
    }

    @Override
    public TypeInformation<Long> getProducedType() {
      return Types.LONG;
    }
  }
}
