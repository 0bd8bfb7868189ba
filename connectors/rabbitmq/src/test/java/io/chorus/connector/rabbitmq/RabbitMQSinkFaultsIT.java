package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.SOON;
import static io.chorus.connector.rabbitmq.SinkKit.ids;
import static io.chorus.connector.rabbitmq.SinkKit.message;
import static io.chorus.connector.rabbitmq.SinkKit.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(SinkKit.class)
class RabbitMQSinkFaultsIT {

  private final SinkKit.Broker broker;

  RabbitMQSinkFaultsIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void whatWasNotConfirmedWhenTheConnectionWasCutIsPublishedAgain() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire))) {
      run.write(message(queue, "before", "x")).flush();
      wire.keepAnswers();
      run.write(messages(queue, 100));
      await().atMost(SOON).until(() -> broker.count(queue) == 101);

      wire.cut();
      run.flush();

      assertThat(run.gauge("reconnects")).isOne();
      List<String> arrived = broker.drainIds(queue);
      assertThat(arrived).hasSize(201).containsOnlyOnce("before").containsAll(ids(100));
    }
  }

  @Test
  void aKilledBrokerIsWaitedForAndNothingIsLost() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun run = new SinkRun(broker.sink().setFlushTimeout(Duration.ofMinutes(2)))) {
      CompletableFuture<Void> flushed = run.start(messages(queue, 20_000));
      await().atMost(SOON).until(() -> run.task.metrics.sent.getCount() > 2_000);

      broker.syncNamesOfQueues();
      broker.server.kill();
      broker.server.restart();

      assertThat(flushed).succeedsWithin(Duration.ofMinutes(1));
      assertThat(run.task.mails).isEmpty();
      assertThat(broker.drainIds(queue)).containsAll(ids(20_000));
    }
  }

  @Test
  void aPausedBrokerHoldsTheFlushAndBoundsWhatIsInFlight() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun run = new SinkRun(broker.sink().setMaxInFlight(7))) {
      run.write(message(queue, "before", "x")).flush();
      broker.server.pause();
      try {
        CompletableFuture<Void> flushed = run.start(messages(queue, 100));
        await().atMost(SOON).until(() -> run.gauge("inFlight") == 7);

        assertThat(flushed).failsWithin(Duration.ofMillis(500));
        assertThat(run.gauge("inFlight")).isEqualTo(7);

        broker.server.resume();
        assertThat(flushed).succeedsWithin(SOON);
      } finally {
        broker.server.resume();
      }
    }
    assertThat(broker.drainIds(queue)).contains("before").containsAll(ids(100));
  }

  @Test
  void oneElementAndAFewBytesAreEnoughForAWindow() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun run = new SinkRun(broker.sink().setMaxInFlight(1).setMaxInFlightBytes(4))) {
      broker.server.pause();
      try {
        CompletableFuture<Void> flushed = run.start(messages(queue, 20));
        await().atMost(SOON).until(() -> run.gauge("inFlight") == 1);

        assertThat(flushed).failsWithin(Duration.ofMillis(300));
        assertThat(run.gauge("inFlight")).isOne();
        assertThat(run.gauge("inFlightBytes")).isEqualTo("body of 0".length());

        broker.server.resume();
        assertThat(flushed).succeedsWithin(SOON);
      } finally {
        broker.server.resume();
      }
    }
    assertThat(broker.drainIds(queue)).containsAll(ids(20));
  }

  @Test
  void aFlushThatGetsNoConfirmsEndsAtItsDeadline() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire).setFlushTimeout(Duration.ofMillis(700)))) {
      run.write(message(queue, "before", "x")).flush();
      wire.keepAnswers();
      run.write(message(queue, "unconfirmed", "x"));

      assertThatThrownBy(run::flush).hasMessage("RabbitMQ left 1 messages unconfirmed for PT0.7S");
    }
  }

  @Test
  void closeDoesNotWaitForABrokerThatIsSilent() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    SinkRun run = new SinkRun(broker.sink());
    run.write(message(queue, "before", "x")).flush();
    broker.server.pause();
    try {
      run.write(messages(queue, 500));

      CompletableFuture<Void> closed = CompletableFuture.runAsync(run::close);

      assertThat(closed).succeedsWithin(Duration.ofSeconds(1));
    } finally {
      broker.server.resume();
    }
  }

  private RabbitMQSinkBuilder<OutgoingMessage> through(Wire wire) {
    return broker.sink().setConnection(broker.connection().setPort(wire.port()).build());
  }
}
