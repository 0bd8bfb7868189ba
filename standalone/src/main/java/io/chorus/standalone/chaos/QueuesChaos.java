package io.chorus.standalone.chaos;

import io.chorus.connector.rabbitmq.RabbitMQConnectionConfig;
import io.chorus.servers.LocalRabbitMq;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.broker.Brokers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One run: load, faults, and the count when all is quiet again. Used once. */
public final class QueuesChaos {
  private static final int PER_SECOND = 500;
  private static final ProcessCluster.Size SIZE =
      new ProcessCluster.Size(1, ChaosJob.PARALLELISM, 192, 8);
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(3);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(5);

  private final Path folder;
  private final long seed;
  private final Duration length;
  private final Screen screen;
  private final FaultCount count = new FaultCount();

  /**
   * Prepares a run.
   *
   * @param folder for everything; must exist and be empty
   * @param length how long faults happen; messages for as long are sent
   */
  public QueuesChaos(Path folder, long seed, Duration length, Screen screen) {
    this.folder = folder;
    this.seed = seed;
    this.length = length;
    this.screen = screen;
  }

  /**
   * Returns when everything sent has left the queues.
   *
   * @throws IllegalStateException when the job or the queues do not come to rest
   */
  public ChaosReport run() throws Exception {
    screen.say("starting RabbitMQ and Flink");
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(folder.resolve("rabbitmq"));
        ProcessCluster cluster = ProcessCluster.start(folder, SIZE)) {
      RabbitMQConnectionConfig broker = Brokers.connection(rabbit, folder.resolve("rabbitmq"));
      ChaosJob.TOPOLOGY.declare(broker);
      int messages = Math.toIntExact(length.toSeconds() * PER_SECOND);
      Path received = Files.createDirectories(folder.resolve("received"));
      Receipts receipts = new Receipts(received, messages);
      long end = System.nanoTime() + length.toNanos();
      JobView job =
          cluster.submit(
              new ChaosJob(broker, folder.resolve("checkpoints"), received, messages, PER_SECOND)
                  .graph());
      awaitRunning(job);
      try (Screen.Progress progress = screen.progress(receipts, messages)) {
        makeTrouble(new Injector(rabbit, cluster, count), job, end);
        progress.say("no more faults, waiting until the queues are empty");
        awaitDrained(job, rabbit);
      }
      return ChaosReport.of(messages, receipts.count(), count, job.restarts());
    }
  }

  private void makeTrouble(Injector injector, JobView job, long end)
      throws IOException, InterruptedException {
    FaultSchedule schedule = new FaultSchedule(seed);
    Fault fault = schedule.next();
    TimeUnit.MILLISECONDS.sleep(fault.gap().toMillis());
    while (System.nanoTime() < end) {
      int restarts = job.restarts();
      suffer(fault, injector, job);
      Fault next = schedule.next();
      TimeUnit.MILLISECONDS.sleep(next.gap().toMillis());
      count.restarted(fault.kind(), job.restarts() - restarts);
      fault = next;
    }
  }

  private void suffer(Fault fault, Injector injector, JobView job)
      throws IOException, InterruptedException {
    long from = System.nanoTime();
    int restarts = job.restarts();
    injector.inject(fault);
    if (fault.kind() == FaultKind.TASK_MANAGER_KILLED) {
      Await.until("the job restarts", RECOVERY_LIMIT, () -> job.restarts() > restarts);
    }
    awaitRunning(job);
    screen.fault(fault, Duration.ofNanos(System.nanoTime() - from));
  }

  private static void awaitRunning(JobView job) throws IOException, InterruptedException {
    Await.until("the job runs", RECOVERY_LIMIT, job::running);
  }

  /**
   * An empty queue with nothing unacked means: everything is in the receipts, or was lost on the
   * way.
   */
  private static void awaitDrained(JobView job, LocalRabbitMq rabbit)
      throws IOException, InterruptedException {
    Await.until("the sink has confirmed all", DRAIN_LIMIT, () -> job.finished(ChaosJob.SINK));
    Await.until("the queues are empty", DRAIN_LIMIT, () -> waiting(rabbit) == 0);
  }

  /** Ready and unacked, of all queues. */
  private static long waiting(LocalRabbitMq rabbit) {
    String counts = rabbit.ctl("list_queues", "--vhost", "chorus", "--silent", "messages");
    return Arrays.stream(counts.split("\\s+"))
        .filter(count -> !count.isEmpty() && count.chars().allMatch(Character::isDigit))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
