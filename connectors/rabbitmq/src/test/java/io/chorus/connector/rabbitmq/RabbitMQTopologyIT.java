package io.chorus.connector.rabbitmq;

import static io.chorus.connector.rabbitmq.SinkKit.SOON;
import static io.chorus.connector.rabbitmq.SinkKit.newName;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(SinkKit.class)
class RabbitMQTopologyIT {

  private final SinkKit.Broker broker;
  private final RabbitMQTopology topology =
      new RabbitMQTopology(newName(), List.of(newName(), newName()), newName(), newName());

  RabbitMQTopologyIT(SinkKit.Broker broker) {
    this.broker = broker;
  }

  @Test
  void declaringTwiceChangesNothing() throws Exception {
    String queue = topology.queues().get(0);
    declare();
    try (SinkRun run = new SinkRun(broker.sink())) {
      run.write(OutgoingMessage.of(topology.exchange(), queue, "kept", new byte[1])).flush();
    }

    declare();

    assertThat(broker.drainIds(queue)).containsExactly("kept");
  }

  @Test
  void aRejectedMessageEndsInTheDeadQueue() throws Exception {
    String queue = topology.queues().get(1);
    declare();
    try (SinkKit.Plain plain = broker.plain()) {
      plain
          .channel()
          .basicPublish(
              topology.exchange(),
              queue,
              MessageProperties.PERSISTENT_BASIC,
              "rejected".getBytes(UTF_8));
      GetResponse taken =
          await().atMost(SOON).until(() -> plain.channel().basicGet(queue, false), r -> r != null);

      plain.channel().basicReject(taken.getEnvelope().getDeliveryTag(), false);

      await().atMost(SOON).until(() -> broker.count(topology.deadQueue()) == 1);
      assertThat(broker.drain(topology.deadQueue()).get(0).getBody())
          .asString()
          .isEqualTo("rejected");
    }
  }

  @Test
  void aQueueOfAnotherTypeIsRefusedWithOneSentence() throws Exception {
    existing(topology.deadQueue(), Map.of("x-queue-type", "classic"));

    assertThatThrownBy(this::declare)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The queue '%s' exists with x-queue-type = classic instead of quorum;"
                + " delete it or declare another name",
            topology.deadQueue());
  }

  @Test
  void aQueueThatDropsMessagesInsteadOfRefusingThemIsRefusedWithOneSentence() throws Exception {
    String queue = topology.queues().get(0);
    existing(
        queue,
        Map.of(
            "x-queue-type", "quorum",
            "x-dead-letter-exchange", topology.deadLetterExchange(),
            "x-dead-letter-strategy", "at-least-once",
            "x-overflow", "drop-head"));

    assertThatThrownBy(this::declare)
        .hasMessageStartingWith(
            "The queue '%s' exists with x-overflow = drop-head instead of reject-publish", queue);
  }

  @Test
  void anExchangeOfAnotherTypeIsRefusedWithOneSentence() throws Exception {
    try (SinkKit.Plain plain = broker.plain()) {
      plain.channel().exchangeDeclare(topology.exchange(), "topic", true);
    }

    assertThatThrownBy(this::declare)
        .hasMessageStartingWith(
            "The exchange '%s' exists with type = topic instead of direct", topology.exchange());
  }

  @Test
  void aWrongPasswordIsOneSentence() {
    RabbitMQConnectionConfig wrong = broker.connection().setPassword(() -> "wrong").build();

    assertThatThrownBy(() -> topology.declare(wrong))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("refuses the user name or the password");
  }

  private void declare() throws IOException {
    topology.declare(broker.connection().build());
  }

  private void existing(String queue, Map<String, Object> arguments) throws IOException {
    try (SinkKit.Plain plain = broker.plain()) {
      plain.channel().queueDeclare(queue, true, false, false, arguments);
    }
  }
}
