package io.chorus.connector.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishWindowTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private final List<IOException> failures = new ArrayList<>();
  private final PublishWindow window =
      new PublishWindow(new PublishLimits(3, 10, SHORT, SHORT), failures::add);

  @Test
  void confirmsOneOrAllUpToANumber() throws Exception {
    long epoch = window.connected();
    send(epoch, "a", "b", "c");

    window.confirmed(epoch, 3, false);

    assertThat(window.status().inFlight()).isEqualTo(2);

    window.confirmed(epoch, 2, true);

    window.awaitConfirmed();
    assertThat(window.status().inFlightBytes()).isZero();
  }

  @Test
  void refusedMessagesAreSentAgainInOrder() throws Exception {
    long epoch = window.connected();
    send(epoch, "a", "b", "c");

    window.refused(epoch, 2, true);

    assertThat(take(epoch, 4)).isEqualTo("a");
    assertThat(take(epoch, 5)).isEqualTo("b");
    assertThat(window.status().nacks()).isEqualTo(2);
  }

  @Test
  void whatAChannelLeftUnconfirmedIsSentOnTheNextOne() throws Exception {
    long old = window.connected();
    send(old, "a", "b");
    window.lost(old);

    assertThat(window.take(old, 3)).isNull();

    long epoch = window.connected();
    window.confirmed(old, 2, true);

    assertThat(take(epoch, 1)).isEqualTo("a");
    assertThat(take(epoch, 2)).isEqualTo("b");
    assertThat(window.status().inFlight()).isEqualTo(2);
  }

  @Test
  void waitsForRoomByCountAndByBytesAndThenFails() throws Exception {
    window.add(message("123456789"));

    assertThatThrownBy(() -> window.add(message("12")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unconfirmed");

    window.add(message("1"));
    window.add(message(""));
    assertThatThrownBy(() -> window.add(message(""))).isInstanceOf(IOException.class);
  }

  @Test
  void aMessageLargerThanTheWindowGoesAlone() throws Exception {
    window.add(message("12345678901234567890"));

    assertThat(window.status().inFlight()).isEqualTo(1);
  }

  @Test
  void anUnconfirmedMessageFailsTheFlushAtItsDeadline() throws Exception {
    long epoch = window.connected();
    send(epoch, "a");

    assertThatThrownBy(window::awaitConfirmed)
        .isInstanceOf(IOException.class)
        .hasMessage("RabbitMQ left 1 messages unconfirmed for PT0.02S");
  }

  @Test
  void aFailureEndsTheFlushEvenWhenAllIsConfirmed() throws Exception {
    long epoch = window.connected();
    send(epoch, "a");

    window.fail(new IOException("returned"));
    window.confirmed(epoch, 1, false);

    assertThatThrownBy(window::awaitConfirmed).hasMessage("returned");
    assertThat(window.take(epoch, 2)).isNull();
  }

  @Test
  void aReplacementNeedsNoRoomAndIsWaitedFor() throws Exception {
    long epoch = window.connected();
    send(epoch, "a", "b", "c");

    window.replaced(message("instead of a"));
    window.confirmed(epoch, 3, true);

    assertThatThrownBy(window::awaitConfirmed).hasMessageContaining("left 1 messages");
    assertThat(take(epoch, 4)).isEqualTo("instead of a");
  }

  @Test
  void nothingIsSentBeforeThePauseAfterARefusalIsOver() throws Exception {
    long epoch = window.connected();
    send(epoch, "a");
    long refusedAt = System.nanoTime();

    window.refused(epoch, 1, false);

    assertThat(take(epoch, 2)).isEqualTo("a");
    assertThat(System.nanoTime() - refusedAt).isGreaterThan(5_000_000);
  }

  @Test
  void aBlockedBrokerFailsTheSinkAtTheDeadline() throws Exception {
    long epoch = window.connected();
    window.blocked(epoch, true);
    window.add(message("a"));

    assertThat(window.take(epoch, 1)).isNull();
    assertThat(failures)
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("blocked"));
  }

  private void send(long epoch, String... bodies) throws Exception {
    for (int i = 0; i < bodies.length; i++) {
      window.add(message(bodies[i]));
      window.take(epoch, i + 1L);
    }
  }

  private String take(long epoch, long sequence) throws InterruptedException {
    return new String(window.take(epoch, sequence).body(), UTF_8);
  }

  private static OutgoingMessage message(String body) {
    return OutgoingMessage.of("", "q", "id", body.getBytes(UTF_8));
  }
}
