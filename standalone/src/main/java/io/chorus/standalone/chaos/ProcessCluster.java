package io.chorus.standalone.chaos;

import io.chorus.servers.ChildProcess;
import io.chorus.servers.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink whose task managers are processes of their own, so that they can be killed as the kernel
 * does it; the job manager lives in this process. One thread's.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final int SHUTDOWN_SECONDS = 20;

  private static final int FRAMEWORK_MIB = 64;

  private final Path folder;
  private final Size size;
  private final StandaloneSessionClusterEntrypoint jobManager;
  private final Map<Integer, ChildProcess> taskManagers = new HashMap<>();
  private int started;

  private ProcessCluster(Path folder, Size size, StandaloneSessionClusterEntrypoint jobManager) {
    this.folder = folder;
    this.size = size;
    this.jobManager = jobManager;
  }

  /**
   * How large it is.
   *
   * @param slots of each task manager
   * @param heapMib of the tasks of each
   * @param managedMib for the state of each
   */
  public record Size(int taskManagers, int slots, int heapMib, int managedMib) {}

  /** Starts everything, without waiting for the task managers. */
  public static ProcessCluster start(Path folder, Size size) throws Exception {
    Map<String, String> settings = settings(Files.createDirectories(folder.resolve("tmp")), size);
    Path conf = Files.createDirectories(folder.resolve("conf")).resolve("config.yaml");
    Files.write(
        conf, settings.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
    ProcessCluster cluster =
        new ProcessCluster(
            folder, size, new StandaloneSessionClusterEntrypoint(Configuration.fromMap(settings)));
    cluster.jobManager.startCluster();
    for (int which = 0; which < size.taskManagers(); which++) {
      cluster.startTaskManager(which);
    }
    return cluster;
  }

  private static Map<String, String> settings(Path tmp, Size size) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("io.tmp.dirs", tmp.toString());
    settings.put("jobmanager.rpc.address", "127.0.0.1");
    settings.put("jobmanager.rpc.port", Integer.toString(FreePorts.next()));
    settings.put("jobmanager.bind-host", "127.0.0.1");
    settings.put("rest.address", "127.0.0.1");
    settings.put("rest.bind-address", "127.0.0.1");
    settings.put("rest.bind-port", Integer.toString(FreePorts.next()));
    settings.put("heartbeat.interval", "1 s");
    settings.put("heartbeat.timeout", "20 s");
    settings.put("web.refresh-interval", "100 ms");
    settings.put("jobmanager.execution.failover-strategy", "full");
    settings.put("taskmanager.host", "127.0.0.1");
    settings.put("taskmanager.bind-host", "127.0.0.1");
    settings.put("taskmanager.numberOfTaskSlots", Integer.toString(size.slots()));
    settings.put("taskmanager.cpu.cores", "2");
    settings.put("taskmanager.memory.framework.heap.size", FRAMEWORK_MIB + "m");
    settings.put("taskmanager.memory.framework.off-heap.size", "64m");
    settings.put("taskmanager.memory.task.heap.size", size.heapMib() + "m");
    settings.put("taskmanager.memory.task.off-heap.size", "0m");
    settings.put("taskmanager.memory.managed.size", size.managedMib() + "m");
    settings.put("taskmanager.memory.network.min", "32m");
    settings.put("taskmanager.memory.network.max", "32m");
    settings.put("taskmanager.memory.jvm-metaspace.size", "128m");
    settings.put("taskmanager.memory.jvm-overhead.min", "64m");
    settings.put("taskmanager.memory.jvm-overhead.max", "64m");
    return settings;
  }

  /** Starts a task manager in the place of one that is gone, and returns at once. */
  public void startTaskManager(int which) {
    String name = "task-manager-" + ++started;
    Path logs = folder.resolve("logs");
    taskManagers.put(
        which,
        ChildProcess.start(
            name, command(name, logs), Map.of(), folder, logs.resolve(name + ".log")));
  }

  /** Kills a task manager with SIGKILL; returns when it is gone. */
  public void killTaskManager(int which) {
    taskManagers.get(which).kill();
  }

  /**
   * @throws IllegalStateException where a task manager has ended that nobody killed
   */
  public void check() {
    for (ChildProcess taskManager : taskManagers.values()) {
      if (!taskManager.isAlive()) {
        throw new IllegalStateException(
            "a task manager has ended by itself; its log ends with:\n" + taskManager.logTail());
      }
    }
  }

  private List<String> command(String name, Path logs) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xms64m",
            "-Xmx" + (FRAMEWORK_MIB + size.heapMib() + FRAMEWORK_MIB) + "m",
            "-XX:+UseSerialGC"));
    command.addAll(List.of("--add-opens", "java.base/java.util=ALL-UNNAMED"));
    command.add("-Dchorus.logs=" + logs.resolve(name));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TaskManagerRunner.class.getName());
    command.addAll(List.of("--configDir", folder.resolve("conf").toString()));
    command.addAll(List.of("-D", "taskmanager.resource-id=" + name));
    return command;
  }

  /** Starts a job; returns when the job manager has it. */
  public JobView submit(StreamGraph graph) throws Exception {
    Configuration conf = new Configuration();
    conf.set(RestOptions.ADDRESS, "127.0.0.1");
    conf.set(RestOptions.PORT, jobManager.getRestPort());
    try (RestClusterClient<StandaloneClusterId> client =
        new RestClusterClient<>(conf, StandaloneClusterId.getInstance())) {
      JobID job = client.submitJob(graph.getJobGraph()).get(1, TimeUnit.MINUTES);
      return new JobView(jobManager.getRestPort(), job);
    }
  }

  @Override
  public void close() throws IOException {
    taskManagers.values().forEach(ChildProcess::kill);
    jobManager.closeAsync().orTimeout(SHUTDOWN_SECONDS, TimeUnit.SECONDS).join();
  }
}
