package io.chorus.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalRabbitMqIT {
  private static final String QUEUE = "letters";

  @TempDir Path dir;

  @Test
  void messagesSurviveARestartOnTheSameFolder() throws Exception {
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(dir)) {
      publish(rabbit, "before a stop");
    }
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(dir)) {
      assertThat(take(rabbit)).isEqualTo("before a stop");
    }
  }

  @Test
  void confirmedMessagesSurviveAKill() throws Exception {
    // a queue's declaration, unlike its messages, is on disk only some time later, or after a stop
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(dir)) {
      publish(rabbit, "declares the queue");
      take(rabbit);
    }
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(dir)) {
      publish(rabbit, "before a kill");

      rabbit.kill();
      rabbit.restart();

      assertThat(take(rabbit)).isEqualTo("before a kill");
    }
  }

  @Test
  void pausedItIsSilentAndResumedItGoesOn() throws Exception {
    try (LocalRabbitMq rabbit = LocalRabbitMq.start(dir)) {
      rabbit.pause();
      assertThatThrownBy(() -> connect(rabbit, 300))
          .isInstanceOfAny(TimeoutException.class, IOException.class);

      rabbit.resume();
      publish(rabbit, "after a pause");

      assertThat(take(rabbit)).isEqualTo("after a pause");
      assertThat(rabbit.ctl("list_queues", "--quiet", "--vhost", "chorus")).contains(QUEUE);
    }
  }

  private static void publish(LocalRabbitMq rabbit, String text) throws Exception {
    try (Connection connection = connect(rabbit, 10_000);
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.queueDeclare(QUEUE, true, false, false, null);
      channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, text.getBytes(UTF_8));
      channel.waitForConfirmsOrDie(10_000);
    }
  }

  private static String take(LocalRabbitMq rabbit) throws Exception {
    try (Connection connection = connect(rabbit, 10_000);
        Channel channel = connection.createChannel()) {
      return new String(channel.basicGet(QUEUE, true).getBody(), UTF_8);
    }
  }

  private static Connection connect(LocalRabbitMq rabbit, int limitMs) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(rabbit.uri());
    factory.setConnectionTimeout(limitMs);
    factory.setHandshakeTimeout(limitMs);
    return factory.newConnection();
  }
}
