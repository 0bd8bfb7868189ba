package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.soon;

import java.time.Duration;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** Jobs of a source and {@link Remembered}, on a cluster in this process. */
final class JobKit {

  private static final int SLOTS = 4;
  private static final long CHECKPOINT_MS = 200;

  private JobKit() {}

  static MiniClusterExtension cluster() {
    return new MiniClusterExtension(
        new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(SLOTS)
            .build());
  }

  /** Restarts after any failure that may be restarted, at once and for ever. */
  static Configuration restarting() {
    Configuration conf = new Configuration();
    conf.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    conf.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
    return conf;
  }

  static Configuration neverRestarting() {
    Configuration conf = new Configuration();
    conf.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return conf;
  }

  static Configuration from(String savepoint) {
    Configuration conf = neverRestarting();
    conf.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    return conf;
  }

  /** Starts a job whose source has its own parallelism; returns when all of it runs. */
  static JobClient run(
      Configuration conf, RabbitMQSource<String> source, int parallelism, String job)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(conf);
    env.enableCheckpointing(CHECKPOINT_MS);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "queues")
        .uid("queues")
        .setParallelism(parallelism)
        .map(Remembered.of(job))
        .uid("remembered")
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .uid("nothing")
        .setParallelism(1);
    return env.executeAsync(job);
  }

  static void awaitCheckpoint(MiniCluster cluster, JobClient job) {
    long seen = completed(cluster, job);
    soon().until(() -> completed(cluster, job) > seen);
  }

  private static long completed(MiniCluster cluster, JobClient job) {
    return cluster
        .getExecutionGraph(job.getJobID())
        .join()
        .getCheckpointStatsSnapshot()
        .getCounts()
        .getNumberOfCompletedCheckpoints();
  }

  static JobStatus status(JobClient job) {
    return job.getJobStatus().join();
  }
}
