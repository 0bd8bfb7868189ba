package io.chorus.jobs;

import java.net.URI;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The settings that every job of ours runs with, here and on a cluster. */
public final class StrictFlink {
  /**
   * How often state is made durable, where a job says nothing else; what came since is read again
   * after a crash.
   */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

  /**
   * A hop between operators passes each record on at once. Any longer timeout has a thread at every
   * hop that looks as often whether there is something to pass on, and costs an idle system more
   * than the records do.
   */
  private static final Duration BUFFER_TIMEOUT = Duration.ZERO;

  /** Watchers see windows of seconds: events may travel in company. */
  static final Duration EVENT_LINGER = Duration.ofMillis(100);

  private StrictFlink() {}

  /**
   * An environment in which a type that falls to Kryo, or an operator without a uid, stops the
   * job's start.
   *
   * @param checkpoints where this job keeps its checkpoints
   */
  public static StreamExecutionEnvironment environment(URI checkpoints, int parallelism) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(checkpoints));
    env.setParallelism(parallelism);
    return env;
  }

  static Configuration configuration(URI checkpoints) {
    Configuration conf = new Configuration();
    conf.set(PipelineOptions.GENERIC_TYPES, false);
    conf.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    conf.set(PipelineOptions.OBJECT_REUSE, true);
    conf.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    conf.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    // Without it every new task is looked for in all that waits before it is known to be new.
    conf.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    conf.set(RocksDBOptions.OPTIONS_FACTORY, FewerCompactions.class.getName());
    conf.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    conf.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toString());
    conf.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    conf.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    conf.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    conf.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    conf.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    conf.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    conf.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(20));
    return conf;
  }
}
