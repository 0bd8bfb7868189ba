package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.ids;
import static io.chorus.connector.rabbitmq.SinkKit.message;
import static io.chorus.connector.rabbitmq.SinkKit.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(SinkKit.class)
class FailedMessagesIT {

  private final SinkKit.Broker broker;

  FailedMessagesIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void aMessageOverTheSinksLimitIsNotSent() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    try (SinkRun run = new SinkRun(broker.sink().setMaxMessageBytes(10))) {
      run.write(message(queue, "fits", "1234567890"));

      assertThatThrownBy(() -> run.write(message(queue, "large", "12345678901")))
          .isInstanceOf(IOException.class)
          .hasMessage("Message large is too large: 11 bytes, the sink's maximum is 10");
      run.flush();
      assertThat(broker.drainIds(queue)).containsExactly("fits");
    }
  }

  @Test
  void failedMessagesGoToTheDeadLettersAndTheRestGoesOn() throws Exception {
    String queue = broker.queue(SinkKit.QUORUM);
    String dead = broker.queue(SinkKit.QUORUM);
    try (SinkKit.Plain plain = broker.plain()) {
      plain.channel().exchangeDeclare(dead, "fanout", true);
      plain.channel().queueBind(dead, dead, "");
    }

    try (SinkRun run =
        new SinkRun(
            broker
                .sink()
                .setMaxMessageBytes(100)
                .setFailedMessageHandler(FailedMessageHandler.deadLetter(dead)))) {
      run.write(message("nowhere", "unroutable", "kept"))
          .write(message(queue, "large", "x".repeat(101)))
          .write(messages(queue, 50))
          .flush();
      run.task.handleMails();
      assertThat(run.task.metrics.errors.getCount()).isEqualTo(2);
    }

    assertThat(broker.drainIds(queue)).containsExactlyElementsOf(ids(50));
    List<GetResponse> letters = broker.drain(dead);
    assertThat(letters)
        .extracting(each -> each.getProps().getMessageId())
        .containsExactlyInAnyOrder("unroutable", "large");
    assertThat(letters)
        .filteredOn(each -> each.getProps().getMessageId().equals("unroutable"))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getBody()).asString().isEqualTo("kept");
              assertThat(header(each.getProps(), "x-failure-reason")).isEqualTo("UNROUTABLE");
              assertThat(header(each.getProps(), "x-failure-routing-key")).isEqualTo("nowhere");
            });
  }

  @Test
  void aDeadLetterThatIsUnroutableItselfFailsTheTask() throws Exception {
    FailedMessageHandler nowhereElse =
        failed -> message("nowhere-either", failed.message().properties().getMessageId(), "x");
    try (SinkRun run = new SinkRun(broker.sink().setFailedMessageHandler(nowhereElse))) {
      run.write(message("nowhere", "id", "x"));

      assertThatThrownBy(run::flush)
          .hasMessageContaining("substitute failed")
          .hasMessageContaining("'nowhere-either'");
    }
  }

  @Test
  void aHandlerMayDropFailedMessages() throws Exception {
    try (SinkRun run = new SinkRun(broker.sink().setFailedMessageHandler(failed -> null))) {
      run.write(message("nowhere", "id", "x")).flush();

      assertThat(run.gauge("inFlight")).isZero();
    }
  }

  private static String header(AMQP.BasicProperties properties, String name) {
    return properties.getHeaders().get(name).toString();
  }
}
