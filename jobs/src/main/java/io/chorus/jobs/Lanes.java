package io.chorus.jobs;

import io.chorus.connector.rabbitmq.IncomingMessage;
import io.chorus.connector.rabbitmq.OutgoingMessage;
import io.chorus.connector.rabbitmq.QueueSpec;
import io.chorus.connector.rabbitmq.RabbitMQConnectionConfig;
import io.chorus.connector.rabbitmq.RabbitMQDeserializationSchema;
import io.chorus.connector.rabbitmq.RabbitMQSink;
import io.chorus.connector.rabbitmq.RabbitMQSource;
import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.contracts.Call;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Letter;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Queues;
import io.chorus.contracts.SecretRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/** The RabbitMQ lanes between the task job and the engine job. */
public final class Lanes {
  /** Of eleven bulk calls, one is batch work while standard work waits. */
  private static final int STANDARD_WEIGHT = 10;

  /**
   * Messages of a queue that may wait for the checkpoint that acks them: with fewer than come in
   * two checkpoint intervals, the broker stops delivering in the middle of each.
   */
  private static final int PREFETCH = 30_000;

  private Lanes() {}

  /**
   * Declares the queues of every engine; changes nothing that exists.
   *
   * @throws IOException as {@link RabbitMQTopology#declare}
   */
  public static void declare(JobsConfig config) throws IOException {
    List<String> queues = new ArrayList<>();
    for (String engine : config.catalog().engines().keySet()) {
      for (Lane lane : Lane.values()) {
        queues.add(Queues.calls(engine, lane));
      }
    }
    new RabbitMQTopology(Queues.CALLS_EXCHANGE, queues, Queues.DEAD_EXCHANGE, Queues.DEAD)
        .declare(connection(config.rabbitmq()));
  }

  /** Each call to the queue of its engine and lane. */
  static RabbitMQSink<Call> sink(JobsConfig.RabbitMq rabbitmq) {
    return RabbitMQSink.<Call>builder()
        .setConnection(connection(rabbitmq))
        .setSerializationSchema(Lanes::message)
        .build();
  }

  private static OutgoingMessage message(Call call) {
    return OutgoingMessage.of(
        Queues.CALLS_EXCHANGE,
        Queues.calls(call.engine(), call.lane()),
        call.askId().toString(),
        Json.write(call));
  }

  /** The urgent calls of an engine. */
  static RabbitMQSource<Call> priority(JobsConfig.RabbitMq rabbitmq, String engine) {
    return source(rabbitmq, List.of(queue(engine, Lane.PRIORITY, 1)));
  }

  /** The standard and batch calls of an engine, by weight. */
  static RabbitMQSource<Call> bulk(JobsConfig.RabbitMq rabbitmq, String engine) {
    return source(
        rabbitmq,
        List.of(queue(engine, Lane.STANDARD, STANDARD_WEIGHT), queue(engine, Lane.BATCH, 1)));
  }

  /** The messages that no engine job could read, as letters. */
  static RabbitMQSource<Letter> dead(JobsConfig.RabbitMq rabbitmq) {
    return RabbitMQSource.<Letter>builder()
        .setConnection(connection(rabbitmq))
        .setQueues(QueueSpec.of(Queues.DEAD))
        .setDeserializationSchema(new DeadCalls())
        .build();
  }

  private static QueueSpec queue(String engine, Lane lane, int weight) {
    return QueueSpec.of(Queues.calls(engine, lane), weight);
  }

  private static RabbitMQSource<Call> source(JobsConfig.RabbitMq rabbitmq, List<QueueSpec> queues) {
    return RabbitMQSource.<Call>builder()
        .setConnection(connection(rabbitmq))
        .setQueues(queues)
        .setDeserializationSchema(new CallSchema())
        .setPrefetchCount(PREFETCH)
        .build();
  }

  private static RabbitMQConnectionConfig connection(JobsConfig.RabbitMq rabbitmq) {
    SecretRef password = rabbitmq.password();
    return RabbitMQConnectionConfig.builder()
        .setHost(rabbitmq.host())
        .setPort(rabbitmq.port())
        .setVirtualHost(rabbitmq.virtualHost())
        .setUsername(rabbitmq.user())
        .setPassword(password::resolve)
        .build();
  }

  /** What can't be read goes to the dead letters. */
  private static final class CallSchema implements RabbitMQDeserializationSchema<Call> {
    @Override
    public void deserialize(IncomingMessage message, Collector<Call> out) throws IOException {
      try {
        out.collect(Json.read(message.body(), Call.class));
      } catch (MalformedJsonException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public TypeInformation<Call> getProducedType() {
      return TypeInformation.of(Call.class);
    }
  }
}
