package io.chorus.standalone.chaos.engines;

import io.chorus.contracts.Lane;
import io.chorus.contracts.Tenants;
import io.chorus.jobs.EngineJob;
import io.chorus.jobs.JobsConfig;
import io.chorus.jobs.StrictFlink;
import io.chorus.jobs.TaskJob;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Backlog;
import io.chorus.standalone.bench.BenchTarget;
import io.chorus.standalone.bench.ResultCounter;
import io.chorus.standalone.bench.TaskProducer;
import io.chorus.standalone.bench.TaskProducer.Wish;
import io.chorus.standalone.chaos.JobView;
import io.chorus.standalone.chaos.ProcessCluster;
import io.chorus.standalone.chaos.Screen;
import io.chorus.standalone.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * All engines work, and the task managers that ask them are killed one after the other. Used once.
 */
public final class EnginesChaos {
  private static final int ENGINE_MS = 500;
  private static final int UNFINISHED = 300;
  private static final int WARM_UP = 500;
  private static final int MIN_GAP_MS = 6_000;
  private static final int MAX_GAP_MS = 18_000;
  private static final long POLL_MS = 250;
  private static final long LOOK_MS = 5_000;
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(3);
  private static final ProcessCluster.Size SIZE = new ProcessCluster.Size(2, 2, 512, 256);

  private final BenchTarget target;
  private final JobsConfig config;
  private final Path folder;
  private final Screen screen;

  /** Looks at what is stored now. */
  public interface Check {
    VerifyReport verify(boolean quiesced) throws IOException;
  }

  /**
   * @param target a system without jobs
   * @param config what its jobs are told
   * @param folder of the cluster
   */
  public EnginesChaos(BenchTarget target, JobsConfig config, Path folder, Screen screen) {
    this.target = target;
    this.config = config;
    this.folder = folder;
    this.screen = screen;
  }

  /**
   * Returns when every task has ended, or none ends any more.
   *
   * @param seed of which task manager dies when
   */
  public EnginesReport run(long seed, int kills, Check check) throws Exception {
    target.engineLatencyMs(ENGINE_MS);
    screen.say("starting the task managers");
    try (ProcessCluster cluster = ProcessCluster.start(folder, SIZE);
        TaskProducer producer = new TaskProducer(target.kafka());
        ResultCounter results = new ResultCounter(target.kafka(), List.of(Tenants.DEFAULT));
        Backlog backlog =
            new Backlog(
                producer, results, number -> new Wish(Tenants.DEFAULT, Lane.STANDARD, null))) {
      List<JobView> jobs =
          List.of(
              cluster.submit(graph(TaskJob.NAME, TaskJob::build)),
              cluster.submit(graph(EngineJob.NAME, EngineJob::build)));
      awaitRunning(cluster, jobs);
      backlog.keep(UNFINISHED);
      Await.until("the first tasks have ended", RECOVERY_LIMIT, () -> results.count() >= WARM_UP);
      kill(cluster, jobs, new Random(seed), kills);
      // results come again after a kill, so that more seem to have ended than were sent
      backlog.stop();
      screen.say("no more kills, waiting until every task has ended");
      awaitEnd(backlog.sent(), check);
      return EnginesReport.of(backlog.sent(), kills, check.verify(true));
    }
  }

  private StreamGraph graph(String job, BiConsumer<StreamExecutionEnvironment, JobsConfig> build) {
    StreamExecutionEnvironment env =
        StrictFlink.environment(config.checkpointsOf(job), config.parallelism());
    build.accept(env, config);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(job);
    return graph;
  }

  private void kill(ProcessCluster cluster, List<JobView> jobs, Random random, int kills)
      throws Exception {
    for (int i = 1; i <= kills; i++) {
      Thread.sleep(random.nextInt(MIN_GAP_MS, MAX_GAP_MS));
      List<Integer> before = restarts(jobs);
      long from = System.nanoTime();
      int which = random.nextInt(SIZE.taskManagers());
      cluster.killTaskManager(which);
      cluster.startTaskManager(which);
      Thread.sleep(POLL_MS);
      awaitRestart(jobs, before);
      awaitRunning(cluster, jobs);
      screen.say(
          String.format(
              Locale.ROOT,
              "kill %d of %d: task manager %d, all ran again after %.1f s",
              i,
              kills,
              which,
              Await.secondsSince(from)));
    }
  }

  private static List<Integer> restarts(List<JobView> jobs)
      throws IOException, InterruptedException {
    List<Integer> restarts = new ArrayList<>();
    for (JobView job : jobs) {
      restarts.add(job.restarts());
    }
    return restarts;
  }

  /** One that had no task of ours is not missed. */
  private static void awaitRestart(List<JobView> jobs, List<Integer> before)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (restarts(jobs).equals(before) && System.nanoTime() < end) {
      Thread.sleep(POLL_MS);
    }
  }

  private static void awaitRunning(ProcessCluster cluster, List<JobView> jobs)
      throws IOException, InterruptedException {
    for (JobView job : jobs) {
      Await.until(
          "the jobs run",
          RECOVERY_LIMIT,
          () -> {
            cluster.check();
            return job.running();
          });
    }
  }

  /** Or until none has ended for so long that none will. */
  private void awaitEnd(long sent, Check check) throws IOException, InterruptedException {
    long ended = ended(check);
    for (long last = System.nanoTime(); ended < sent && isRecent(last); ) {
      screen.say(String.format(Locale.ROOT, "%,d of %,d tasks have ended", ended, sent));
      Thread.sleep(LOOK_MS);
      long now = ended(check);
      last = now > ended ? System.nanoTime() : last;
      ended = now;
    }
  }

  private static long ended(Check check) throws IOException {
    return check.verify(false).figure("I1", "final");
  }

  private static boolean isRecent(long nanoTime) {
    return System.nanoTime() - nanoTime < RECOVERY_LIMIT.toNanos();
  }
}
