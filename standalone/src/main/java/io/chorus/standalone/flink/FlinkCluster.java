package io.chorus.standalone.flink;

import io.chorus.jobs.JobsConfig;
import io.chorus.jobs.StrictFlink;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster inside this process, with its web UI; jobs go on from their newest retained
 * checkpoint.
 */
public final class FlinkCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkCluster.class);
  private static final int SHUTDOWN_SECONDS = 20;

  /** Of each slot, for RocksDB: with half of it a million waiting calls leave a fifth slower. */
  private static final long MANAGED_MIB = 512;

  private static final long POLL_MS = 50;

  private final MiniCluster cluster;
  private final Path checkpoints;
  private final Map<String, JobID> jobs = new LinkedHashMap<>();

  private FlinkCluster(MiniCluster cluster, Path checkpoints) {
    this.cluster = cluster;
    this.checkpoints = checkpoints;
  }

  /**
   * @param folder for checkpoints and working files
   */
  public static FlinkCluster start(Path folder, int slots) throws Exception {
    Configuration conf = new Configuration();
    conf.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    conf.set(RestOptions.ADDRESS, "127.0.0.1");
    conf.set(RestOptions.BIND_PORT, "0");
    conf.set(JobManagerOptions.ADDRESS, "127.0.0.1");
    // The page is for looking: whoever reaches it must not run programs here.
    conf.set(WebOptions.SUBMIT_ENABLE, false);
    conf.set(WebOptions.CANCEL_ENABLE, false);
    conf.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(MANAGED_MIB * slots));
    conf.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(96));
    conf.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(96));
    conf.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(5));
    conf.setString("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(conf)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress("127.0.0.1")
                .build());
    cluster.start();
    return new FlinkCluster(cluster, Files.createDirectories(folder.resolve("checkpoints")));
  }

  public URI webUi() {
    return cluster.getRestAddress().join();
  }

  /** Where the jobs keep their checkpoints, each in a folder of its name. */
  public URI checkpoints() {
    return checkpoints.toUri();
  }

  /** Starts a job from its newest checkpoint, where there is one. */
  public void submit(
      String job, JobsConfig config, BiConsumer<StreamExecutionEnvironment, JobsConfig> build) {
    StreamExecutionEnvironment env =
        StrictFlink.environment(config.checkpointsOf(job), config.parallelism());
    build.accept(env, config);
    submit(job, env);
  }

  /** The same for a job that is built already, with its checkpoints in the folder of its name. */
  public void submit(String job, StreamExecutionEnvironment env) {
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(job);
    RetainedCheckpoints.newest(checkpoints.resolve(job))
        .ifPresent(
            checkpoint -> {
              LOG.info("{} goes on from {}", job, checkpoint);
              graph.setSavepointRestoreSettings(
                  SavepointRestoreSettings.forPath(
                      checkpoint.toUri().toString(), false, RecoveryClaimMode.CLAIM));
            });
    jobs.put(job, cluster.submitJob(graph.getJobGraph()).join().getJobID());
  }

  /** What the checkpoints of a job have been like since it was submitted. */
  public CheckpointFigures checkpointsOf(String job) {
    return CheckpointFigures.of(cluster.getExecutionGraph(jobs.get(job)).join());
  }

  /** Takes a last checkpoint of a job and ends it; it may be submitted again. */
  public void stop(String job) {
    JobID id = jobs.remove(job);
    checkpointAndCancel(job, id);
    awaitEnd(job, id);
  }

  /** Returns when every task of every job runs. */
  public void awaitRunning() throws InterruptedException {
    for (JobID id : jobs.values()) {
      while (!isRunning(id)) {
        Thread.sleep(POLL_MS);
      }
    }
  }

  private boolean isRunning(JobID id) {
    AccessExecutionGraph graph = cluster.getExecutionGraph(id).join();
    if (graph.getState().isGloballyTerminalState()) {
      throw new IllegalStateException(
          "job " + graph.getJobName() + " did not start: " + reason(graph));
    }
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static String reason(AccessExecutionGraph graph) {
    ErrorInfo failure = graph.getFailureInfo();
    return failure == null ? graph.getState().toString() : failure.getExceptionAsString();
  }

  /**
   * Takes a last checkpoint of each job, so that the next start has nothing to read again, and
   * ends.
   */
  @Override
  public void close() {
    jobs.forEach(this::checkpointAndCancel);
    jobs.forEach(this::awaitEnd);
    cluster.closeAsync().orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS).join();
  }

  private void checkpointAndCancel(String job, JobID id) {
    try {
      cluster.triggerCheckpoint(id).orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      LOG.warn("{} ends without a last checkpoint; it goes on from the one before", job, e);
    }
    CompletableFuture<?> unused =
        cluster
            .cancelJob(id)
            .whenComplete((done, fault) -> warn(fault, "{} could not be cancelled", job));
  }

  /** A cluster that is closed under a job that still ends takes its parts from under it. */
  private void awaitEnd(String job, JobID id) {
    cluster
        .requestJobResult(id)
        .orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .handle((ended, fault) -> warn(fault, "{} did not end in time", job))
        .join();
  }

  private static boolean warn(Throwable fault, String what, String job) {
    if (fault != null) {
      LOG.warn(what, job, fault);
    }
    return fault != null;
  }
}
