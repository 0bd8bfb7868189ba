package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final int MESSAGE_BYTES = 10;
  private static final IncomingMessage MESSAGE =
      new IncomingMessage("a", "", "a", false, null, new byte[MESSAGE_BYTES]);
  private static final SourceSettings SETTINGS =
      new SourceSettings(
          null,
          List.of(QueueSpec.of("a"), QueueSpec.of("b")),
          QueueOrder.WEIGHTED,
          32,
          100,
          MESSAGE_BYTES * 2,
          Duration.ZERO);

  private final Inbox inbox = new Inbox(SETTINGS);

  @Test
  void anArrivalWakesTheReader() throws IOException {
    long epoch = inbox.nextEpoch(0);
    CompletableFuture<Void> available = inbox.available();

    assertThat(available).isNotDone();

    inbox.offer(delivery(epoch, 1));

    assertThat(available).isDone();
    assertThat(inbox.poll()).isEqualTo(delivery(epoch, 1));
    assertThat(inbox.poll()).isNull();
    assertThat(inbox.available()).isNotDone();
  }

  @Test
  void aNewChannelVoidsWhatTheLastOneDelivered() throws IOException {
    long old = inbox.nextEpoch(0);
    inbox.offer(delivery(old, 1));
    inbox.poll();
    inbox.offer(delivery(old, 2));

    inbox.nextEpoch(0);
    inbox.offer(delivery(old, 3));

    assertThat(inbox.poll()).isNull();
    assertThat(inbox.unacked()).isZero();
  }

  @Test
  void settlingAnOldChannelChangesNothing() throws IOException {
    long old = inbox.nextEpoch(0);
    long epoch = inbox.nextEpoch(0);
    inbox.offer(delivery(epoch, 1));
    inbox.offer(delivery(epoch, 2));
    inbox.poll();

    inbox.settled(0, old, 1);

    assertThat(inbox.taken(0)).isEqualTo(1);
    assertThat(inbox.unacked()).isEqualTo(2);

    inbox.settled(0, epoch, 1);

    assertThat(inbox.unacked()).isEqualTo(1);
  }

  @Test
  void theEndOfAnOldChannelChangesNothing() throws IOException {
    long old = inbox.nextEpoch(0);
    long epoch = inbox.nextEpoch(0);
    inbox.offer(delivery(epoch, 1));

    inbox.endEpoch(0, old);

    assertThat(inbox.poll()).isEqualTo(delivery(epoch, 1));
  }

  @Test
  void aFailureWakesTheReaderAndIsThrown() {
    CompletableFuture<Void> available = inbox.available();

    inbox.fail(new IOException("broker gone"));

    assertThat(available).isDone();
    assertThatThrownBy(inbox::poll).isInstanceOf(IOException.class).hasMessage("broker gone");
  }

  @Test
  void theBudgetHoldsWhatWaitsAndNotWhatWasTakenOrIsVoid() throws IOException {
    long epoch = inbox.nextEpoch(0);
    inbox.offer(delivery(epoch, 1));
    inbox.offer(delivery(epoch, 2));

    assertThat(inbox.budget().exhausted()).isTrue();

    inbox.poll();

    assertThat(inbox.budget().held()).isEqualTo(MESSAGE_BYTES);

    inbox.nextEpoch(0);

    assertThat(inbox.budget().held()).isZero();
  }

  private static Delivery delivery(long epoch, long tag) {
    return new Delivery(0, epoch, tag, MESSAGE);
  }
}
