package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.BrokerKit.ids;
import static io.chorus.connector.rabbitmq.BrokerKit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that crash and rescale, and brokers that go away: every message ends up in the state. */
@Timeout(180)
class SourceJobIT {

  @RegisterExtension static final BrokerKit BROKER = new BrokerKit();

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobKit.cluster();

  private final String job = UUID.randomUUID().toString();
  private final Remembered.Watch watch = Remembered.watch(job);
  private String queue;
  private JobClient running;

  @BeforeEach
  void aQueue() throws Exception {
    queue = BROKER.queue();
  }

  @AfterEach
  void noJob() {
    if (!JobKit.status(running).isGloballyTerminalState()) {
      running.cancel().join();
    }
    soon().until(() -> JobKit.status(running).isGloballyTerminalState());
  }

  @Test
  void aJobThatCrashesInTheMiddleOfItsWindowsLosesNothing(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    AtomicInteger seen = new AtomicInteger();
    watch.onMessage =
        id -> {
          if (Set.of(150, 433, 777).contains(seen.incrementAndGet())) {
            throw new IllegalStateException("crash");
          }
        };
    running = run(JobKit.restarting(), 1);

    for (int part = 0; part < 10; part++) {
      BROKER.publish(queue, ids("part" + part, 100));
      int sent = 100 * (part + 1);
      soon().until(() -> watch.ids.size() == sent);
    }

    assertThat(watch.starts).hasValue(4);
    JobKit.awaitCheckpoint(cluster, running);
    running.cancel().join();
    assertThat(BROKER.drain(queue, 0)).isEmpty();
  }

  @Test
  void twentyFiveCrashesSendNoInnocentMessageToTheDeadLetters() throws Exception {
    queue = "lane-" + job;
    String dead = "dead-" + job;
    new RabbitMQTopology("calls-" + job, List.of(queue), "dlx-" + job, dead)
        .declare(BROKER.connection().build());
    BROKER.publish(queue, ids("m", 50));
    AtomicInteger crashes = new AtomicInteger();
    watch.onMessage =
        id -> {
          if (id.equals("m-49") && crashes.incrementAndGet() <= 25) {
            throw new IllegalStateException("crash");
          }
        };

    running = run(JobKit.restarting(), 1);

    soon().until(() -> watch.ids.size() == 50);
    assertThat(watch.starts).hasValue(26);
    assertThat(BROKER.ready(dead)).isZero();
  }

  @Test
  void aBrokerKilledInTheMiddleOfAWindowRestartsNoJobAndLosesNothing() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    BROKER.publish(queue, ids("before", 300));
    watch.onMessage = id -> pauseAt(100, reached, back);
    running = run(JobKit.neverRestarting(), 2);
    reached.await();

    BROKER.server().kill();
    back.countDown();
    BROKER.restart();
    BROKER.publish(queue, ids("after", 300));

    soon().until(() -> watch.ids.size() == 600);
    assertThat(watch.starts).hasValue(1);
    assertThat(JobKit.status(running)).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void aBrokerPausedInTheMiddleOfAWindowRestartsNoJobAndLosesNothing(
      @InjectMiniCluster MiniCluster cluster) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch paused = new CountDownLatch(1);
    BROKER.publish(queue, ids("before", 300));
    watch.onMessage = id -> pauseAt(100, reached, paused);
    running = run(JobKit.neverRestarting(), 2);
    reached.await();

    BROKER.server().pause();
    paused.countDown();
    JobKit.awaitCheckpoint(cluster, running);
    JobKit.awaitCheckpoint(cluster, running);
    BROKER.server().resume();
    BROKER.publish(queue, ids("after", 300));

    soon().until(() -> watch.ids.size() == 600);
    assertThat(watch.starts).hasValue(1);
    assertThat(JobKit.status(running)).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void rescalingUnderLoadLosesNothingAndRepeatsNothing(@TempDir Path savepoints) throws Exception {
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(1);
    CompletableFuture<Void> load = CompletableFuture.runAsync(() -> publish(sent, enough));

    running = run(JobKit.neverRestarting(), 2);
    awaitMore();
    running = run(JobKit.from(stop(savepoints)), 4);
    awaitMore();
    running = run(JobKit.from(stop(savepoints)), 1);
    awaitMore();
    enough.countDown();
    load.join();

    soon().until(() -> watch.ids.size() == sent.get());
    assertThat(watch.starts).hasValue(3);
    assertThat(watch.messages).hasValue(sent.get());
  }

  private JobClient run(Configuration conf, int parallelism) throws Exception {
    return JobKit.run(conf, BROKER.source(queue).build(), parallelism, job);
  }

  private String stop(Path savepoints) throws Exception {
    String savepoint =
        running
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    soon().until(() -> JobKit.status(running) == JobStatus.FINISHED);
    return savepoint;
  }

  private void awaitMore() {
    int seen = watch.messages.get();
    soon().until(() -> watch.messages.get() > seen + 200);
  }

  private void publish(AtomicInteger sent, CountDownLatch enough) {
    try {
      while (enough.getCount() > 0) {
        BROKER.publish(queue, ids("from" + sent.get(), 50));
        sent.addAndGet(50);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void pauseAt(int message, CountDownLatch reached, CountDownLatch goOn) {
    if (watch.messages.get() == message) {
      reached.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
