package io.chorus.standalone.bench.connector;

import io.chorus.connector.rabbitmq.QueueSpec;
import io.chorus.connector.rabbitmq.RabbitMQConnectionConfig;
import io.chorus.connector.rabbitmq.RabbitMQSink;
import io.chorus.connector.rabbitmq.RabbitMQSource;
import io.chorus.connector.rabbitmq.RabbitMQTopology;
import io.chorus.standalone.broker.NumberMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The connector in jobs of one subtask, in this process, with a checkpoint each second. */
record ConnectorJobs(RabbitMQConnectionConfig broker, RabbitMQTopology topology, Path checkpoints) {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final long LIMIT_MINUTES = 2;

  /** Returns when all is confirmed: messages a second. */
  double publish(int messages, int inFlight) throws Exception {
    RabbitMQSink<Long> sink =
        RabbitMQSink.<Long>builder()
            .setConnection(broker)
            .setSerializationSchema(
                new NumberMessages.Writer(topology.exchange(), topology.queues()))
            .setMaxInFlight(inFlight)
            .build();
    Lap lap = new Lap(messages);
    TimedSinks.begin(lap);
    StreamExecutionEnvironment env = environment();
    env.fromSource(
            new DataGeneratorSource<>(number -> number, messages, Types.LONG),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid("numbers")
        .sinkTo(new TimedSinks.Around(sink))
        .name("sink")
        .uid("sink");
    env.execute("sink");
    return lap.perSecond();
  }

  /** Returns when so many have been received and the job is gone: messages a second. */
  double consume(int messages, int prefetch) throws Exception {
    RabbitMQSource<Long> source =
        RabbitMQSource.<Long>builder()
            .setConnection(broker)
            .setQueues(topology.queues().stream().map(QueueSpec::of).toList())
            .setDeserializationSchema(new NumberMessages.Reader())
            .setPrefetchCount(prefetch)
            .build();
    Lap lap = new Lap(messages);
    TimedSinks.begin(lap);
    StreamExecutionEnvironment env = environment();
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .uid("source")
        .sinkTo(new TimedSinks.AtTheEnd())
        .name("end")
        .uid("end");
    JobClient job = env.executeAsync("source");
    double perSecond = lap.perSecond();
    job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.NATIVE)
        .get(LIMIT_MINUTES, TimeUnit.MINUTES);
    return perSecond;
  }

  private StreamExecutionEnvironment environment() {
    Configuration conf = new Configuration();
    conf.set(PipelineOptions.GENERIC_TYPES, false);
    conf.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    conf.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, conf);
    env.setParallelism(1);
    return env;
  }
}
