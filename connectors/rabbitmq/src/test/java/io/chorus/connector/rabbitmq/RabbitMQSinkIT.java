package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.SOON;
import static io.chorus.connector.rabbitmq.SinkKit.ids;
import static io.chorus.connector.rabbitmq.SinkKit.message;
import static io.chorus.connector.rabbitmq.SinkKit.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(SinkKit.class)
class RabbitMQSinkIT {

  private final SinkKit.Broker broker;

  RabbitMQSinkIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void whatIsFlushedIsInTheQueueOnceAndPersistent() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);

    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(messages(queue, 500)).flush();
    }

    List<GetResponse> taken = broker.drain(queue);
    assertThat(taken)
        .extracting(each -> each.getProps().getMessageId())
        .containsExactlyElementsOf(ids(500));
    assertThat(taken)
        .allSatisfy(each -> assertThat(each.getProps().getDeliveryMode()).isEqualTo(2));
  }

  @Test
  void anUnroutableMessageFailsTheTaskThoughTheBrokerAcksIt() throws Exception {
    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(message("nowhere", "lost-1", "x"));

      assertThatThrownBy(run::flush)
          .isInstanceOf(IOException.class)
          .hasMessage(
              "Message lost-1 is unroutable: exchange '' has no queue for routing key 'nowhere'"
                  + " (312 NO_ROUTE)");
      assertThatThrownBy(run.task::handleMails).hasMessageContaining("lost-1");
      assertThat(run.task.metrics.errors.getCount()).isOne();
    }
  }

  @Test
  void refusedMessagesComeAgainUntilTheQueueHasRoom() throws Exception {
    String queue = broker.queue(Map.of("x-max-length", 10, "x-overflow", "reject-publish"));

    try (SinkRun run = new SinkRun(broker.sink())) {
      CompletableFuture<Void> flushed = run.start(messages(queue, 100));
      await().atMost(SOON).until(() -> run.gauge("nacks") > 50);
      Set<String> taken = new HashSet<>();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> taken.addAll(broker.drainIds(queue)) && taken.size() == 100);

      assertThat(flushed).succeedsWithin(SOON);
      assertThat(run.gauge("inFlight")).isZero();
    }
  }

  @Test
  void anAlarmHoldsPublishingBackUntilItIsOverOrTheDeadlineIsPast() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun patient = new SinkRun(broker.sink());
        SinkRun impatient = new SinkRun(broker.sink().setBlockedTimeout(Duration.ofMillis(200)))) {
      patient.write(message(queue, "first", "x")).flush();
      broker.server.ctl("set_vm_memory_high_watermark", "0");

      CompletableFuture<Void> flushed = patient.start(messages(queue, 300));
      CompletableFuture<Void> failed = impatient.start(messages(queue, 1));
      await().atMost(SOON).until(() -> patient.gauge("blocked") == 1);

      assertThat(failed)
          .failsWithin(SOON)
          .withThrowableThat()
          .withMessageContaining("RabbitMQ has blocked its publishers for PT0.2S");
      assertThat(patient.gauge("inFlight")).isEqualTo(300);
      assertThat(broker.count(queue)).isOne();

      broker.server.ctl("set_vm_memory_high_watermark", "absolute", "768MB");

      assertThat(flushed).succeedsWithin(SOON);
      assertThat(patient.gauge("blocked")).isZero();
      assertThat(patient.gauge("blockedTimeMs")).isGreaterThan(200);
      assertThat(broker.drainIds(queue)).contains("first").containsAll(ids(300));
    }
  }

  @Test
  void aMissingExchangeFailsTheTaskWithOneSentence() throws Exception {
    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(OutgoingMessage.of("no-such-exchange", "key", "id", new byte[1]));

      assertThatThrownBy(run::flush)
          .hasMessageContaining("refuses to publish: NOT_FOUND - no exchange 'no-such-exchange'");
    }
  }

  @Test
  void aMessageOverTheBrokersLimitFailsTheTaskWithOneSentence() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    broker.server.ctl("eval", "application:set_env(rabbit, max_message_size, 1000).");
    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(message(queue, "large", "x".repeat(2000)));

      assertThatThrownBy(run::flush)
          .hasMessageContaining("refuses to publish: PRECONDITION_FAILED - message size 2000");
    } finally {
      broker.server.ctl("eval", "application:set_env(rabbit, max_message_size, 134217728).");
    }
  }
}
