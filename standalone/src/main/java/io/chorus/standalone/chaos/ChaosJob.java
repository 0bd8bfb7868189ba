package io.chorus.standalone.chaos;

import io.chorus.connector.rabbitmq.QueueSpec;
import io.chorus.connector.rabbitmq.RabbitMQConnectionConfig;
import io.chorus.connector.rabbitmq.RabbitMQSink;
import io.chorus.connector.rabbitmq.RabbitMQSource;
import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.standalone.broker.NumberMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Numbers into RabbitMQ at a steady rate, and out of it into files:
 *
 * <pre>
 * numbers ─► RabbitMQSink ─► two quorum queues ─► RabbitMQSource ─► receipts
 * </pre>
 *
 * @param broker where RabbitMQ is
 * @param checkpoints the folder for checkpoints
 * @param receipts the folder for what was received; must exist
 * @param messages how many numbers, from 0
 * @param perSecond their rate
 */
record ChaosJob(
    RabbitMQConnectionConfig broker, Path checkpoints, Path receipts, int messages, int perSecond) {
  static final RabbitMQTopology TOPOLOGY =
      new RabbitMQTopology(
          "chaos", List.of("chaos.first", "chaos.second"), "chaos.dead", "chaos.dead");

  /** The task that ends when every number is published and confirmed. */
  static final String SINK = "sink";

  static final int PARALLELISM = 2;

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(2);
  private static final int PREFETCH = 2_000;

  StreamGraph graph() {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration());
    env.setParallelism(PARALLELISM);
    env.fromSource(numbers(), WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .setParallelism(1)
        .rebalance()
        .sinkTo(sink())
        .name(SINK)
        .uid(SINK);
    env.fromSource(source(), WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .sinkTo(new ReceiptSink(receipts.toString()))
        .name("receipts")
        .uid("receipts");
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName("chaos queues");
    return graph;
  }

  private DataGeneratorSource<Long> numbers() {
    return new DataGeneratorSource<>(
        new Pace(System.currentTimeMillis(), perSecond), messages, Types.LONG);
  }

  private RabbitMQSink<Long> sink() {
    return RabbitMQSink.<Long>builder()
        .setConnection(broker)
        .setSerializationSchema(new NumberMessages.Writer(TOPOLOGY.exchange(), TOPOLOGY.queues()))
        .build();
  }

  private RabbitMQSource<Long> source() {
    return RabbitMQSource.<Long>builder()
        .setConnection(broker)
        .setQueues(TOPOLOGY.queues().stream().map(QueueSpec::of).toList())
        .setDeserializationSchema(new NumberMessages.Reader())
        .setPrefetchCount(PREFETCH)
        .build();
  }

  private Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set(PipelineOptions.GENERIC_TYPES, false);
    conf.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    conf.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
    conf.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    // Restarts without end: the deadline of the run is the one that counts.
    conf.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    conf.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    conf.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(5));
    return conf;
  }
}
