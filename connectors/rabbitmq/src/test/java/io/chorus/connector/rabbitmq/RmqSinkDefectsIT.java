package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.SOON;
import static io.chorus.connector.rabbitmq.SinkKit.ids;
import static io.chorus.connector.rabbitmq.SinkKit.message;
import static io.chorus.connector.rabbitmq.SinkKit.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What earlier sinks for RabbitMQ got wrong, a test each. */
@Timeout(60)
@ExtendWith(SinkKit.class)
class RmqSinkDefectsIT {

  private final SinkKit.Broker broker;

  RmqSinkDefectsIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  /** The old sink forgets a message once it is written to the socket. */
  @Test
  void itPublishesWithConfirms() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire))) {
      run.write(message(queue, "before", "x")).flush();
      wire.keepAnswers();

      run.write(messages(queue, 10));

      await().atMost(SOON).until(() -> broker.count(queue) == 11);
      assertThat(run.gauge("inFlight")).isEqualTo(10);
    }
  }

  /** The old sink completes a checkpoint whatever has become of the messages before it. */
  @Test
  void aCheckpointWaitsForTheConfirms() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire))) {
      run.write(message(queue, "before", "x")).flush();
      wire.keepAnswers();

      CompletableFuture<Void> flushed = run.start(messages(queue, 10));
      assertThat(flushed).failsWithin(Duration.ofMillis(300));
      wire.cut();

      assertThat(flushed).succeedsWithin(SOON);
      assertThat(broker.drainIds(queue)).containsAll(ids(10));
    }
  }

  /** A rewrite of the old sink takes a nack of many messages for one of the last. */
  @Test
  void aNackOfManyMessagesIsOneOfAll() throws Exception {
    String queue = broker.queue(Map.of("x-max-length", 5, "x-overflow", "reject-publish"));
    try (SinkRun run = new SinkRun(broker.sink())) {
      CompletableFuture<Void> flushed = run.start(messages(queue, 20));
      await().atMost(SOON).until(() -> run.gauge("nacks") >= 15);

      Set<String> taken = new HashSet<>();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> taken.addAll(broker.drainIds(queue)) && taken.size() == 20);

      assertThat(flushed).succeedsWithin(SOON);
      assertThat(taken).containsAll(ids(20));
    }
  }

  /** A rewrite of the old sink hears of no lost connection, and waits for its confirms for ever. */
  @Test
  void aFlushEndsAtOnceWhenTheConnectionIsLostForGood() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire).setReconnectDeadline(Duration.ofMillis(300)))) {
      run.write(message(queue, "before", "x")).flush();
      wire.keepAnswers();
      run.write(messages(queue, 10));
      await().atMost(SOON).until(() -> broker.count(queue) == 11);

      CompletableFuture<Void> flushed = run.start(messages(queue, 1));
      wire.cutForGood();

      assertThat(flushed)
          .failsWithin(Duration.ofSeconds(5))
          .withThrowableThat()
          .withMessageContaining("can't be reached, for");
    }
  }

  /** The old sink publishes without the mandatory flag: the broker drops what has no queue. */
  @Test
  void itPublishesMandatory() throws Exception {
    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(message("nowhere", "id", "x"));

      assertThatThrownBy(run::flush).hasMessageContaining("Message id is unroutable");
    }
  }

  /** A rewrite of the old sink logs the bodies of messages that failed. */
  @Test
  void payloadsAndPasswordsAreInNoLogAndNoError() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    String secret = "the-payload-is-secret";
    try (LogCapture log = new LogCapture();
        Wire wire = new Wire(broker.server.port());
        SinkRun run = new SinkRun(through(wire).setMaxMessageBytes(100))) {
      run.write(message(queue, "before", secret)).flush();
      wire.cut();
      run.write(message(queue, "after", secret)).flush();
      Throwable tooLarge =
          catchThrowable(() -> run.write(message(queue, "large", secret.repeat(9))));
      run.write(message("nowhere", "unroutable", secret));
      Throwable unroutable = catchThrowable(run::flush);

      assertThat(log.text()).contains("next try in").doesNotContain(secret);
      assertThat(log.text()).doesNotContain(broker.server.password());
      assertThat(tooLarge).hasMessageContaining("large").hasMessageNotContaining(secret);
      assertThat(unroutable).hasMessageContaining("unroutable").hasMessageNotContaining(secret);
      assertThat(message(queue, "id", secret)).asString().doesNotContain(secret);
    }
  }

  private RabbitMQSinkBuilder<OutgoingMessage> through(Wire wire) {
    return broker.sink().setConnection(broker.connection().setPort(wire.port()).build());
  }
}
