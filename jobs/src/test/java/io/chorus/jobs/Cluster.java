package io.chorus.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** A Flink cluster in this process, with room for the three jobs. */
record Cluster(MiniCluster flink, JobsConfig config) implements AutoCloseable {
  private static final int SLOTS = 3;
  private static final int PATIENCE_SECONDS = 30;

  static Cluster start(Path dir, JobsConfig config) throws Exception {
    Configuration conf = new Configuration();
    conf.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    conf.set(RestOptions.BIND_PORT, "0");
    conf.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(192));
    conf.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    conf.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    conf.setString("io.tmp.dirs", Files.createDirectories(dir.resolve("flink")).toString());
    MiniCluster flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(conf)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(SLOTS)
                .setCommonBindAddress("127.0.0.1")
                .build());
    flink.start();
    return new Cluster(flink, config);
  }

  /** Starts a job without state; returns when all of it runs. */
  JobID run(String job, BiConsumer<StreamExecutionEnvironment, JobsConfig> build) {
    return submit(graph(job, build));
  }

  /** Starts a job from its newest retained checkpoint, which becomes its own. */
  JobID resume(String job, BiConsumer<StreamExecutionEnvironment, JobsConfig> build)
      throws IOException {
    StreamGraph graph = graph(job, build);
    graph.setSavepointRestoreSettings(
        SavepointRestoreSettings.forPath(
            newestCheckpoint(job).orElseThrow().toUri().toString(),
            false,
            RecoveryClaimMode.CLAIM));
    return submit(graph);
  }

  private StreamGraph graph(String job, BiConsumer<StreamExecutionEnvironment, JobsConfig> build) {
    StreamExecutionEnvironment env =
        StrictFlink.environment(config.checkpointsOf(job), config.parallelism());
    build.accept(env, config);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(job);
    return graph;
  }

  private JobID submit(StreamGraph graph) {
    JobID id = flink.submitJob(graph.getJobGraph()).join().getJobID();
    World.soon().until(() -> isRunning(id));
    return id;
  }

  private boolean isRunning(JobID id) {
    AccessExecutionGraph graph = flink.getExecutionGraph(id).join();
    for (var vertex : graph.getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** True where a job could be resumed. */
  boolean hasCheckpoint(String job) throws IOException {
    return newestCheckpoint(job).isPresent();
  }

  private Optional<Path> newestCheckpoint(String job) throws IOException {
    Path folder = Path.of(config.checkpointsOf(job));
    if (!Files.exists(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .map(Path::getParent);
    }
  }

  JobStatus status(JobID id) {
    return flink.getJobStatus(id).join();
  }

  /** How often any part of it was started again. */
  int restarts(JobID id) {
    int restarts = 0;
    for (var vertex : flink.getExecutionGraph(id).join().getAllExecutionVertices()) {
      restarts += vertex.getCurrentExecutionAttempt().getAttemptNumber();
    }
    return restarts;
  }

  void checkpoint(JobID id) {
    flink.triggerCheckpoint(id).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Returns when it has ended. */
  void cancel(JobID id) {
    flink.cancelJob(id).join();
    World.soon().until(() -> status(id).isGloballyTerminalState());
  }

  @Override
  public void close() {
    flink.closeAsync().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
