package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.rabbitmq.AckLedger.Ack;
import org.junit.jupiter.api.Test;

class AckLedgerTest {

  private static final int A = 0;
  private static final int B = 1;

  private final AckLedger ledger = new AckLedger();

  @Test
  void acksUpToTheLastTagEmittedBeforeTheSnapshot() {
    emit(A, 1, 1, 2, 3);
    ledger.snapshot(7);
    emit(A, 1, 4);

    assertThat(ledger.complete(7)).containsExactly(new Ack(A, 1, 3, 3));
  }

  @Test
  void acksNothingBeforeItsCheckpointIsComplete() {
    emit(A, 1, 1);

    assertThat(ledger.complete(6)).isEmpty();

    ledger.snapshot(7);

    assertThat(ledger.complete(6)).isEmpty();
    assertThat(ledger.complete(7)).hasSize(1);
  }

  @Test
  void aLaterNotificationCoversSkippedOnes() {
    emit(A, 1, 1);
    ledger.snapshot(1);
    emit(A, 1, 2, 3);
    ledger.snapshot(2);
    emit(A, 1, 4);
    ledger.snapshot(3);

    assertThat(ledger.complete(3)).containsExactly(new Ack(A, 1, 4, 4));
    assertThat(ledger.complete(2)).isEmpty();
    assertThat(ledger.complete(3)).isEmpty();
  }

  @Test
  void eachQueueHasItsOwnTags() {
    emit(A, 1, 5);
    emit(B, 4, 9);
    ledger.snapshot(1);

    assertThat(ledger.complete(1)).containsExactly(new Ack(A, 1, 5, 1), new Ack(B, 4, 9, 1));
  }

  @Test
  void tagsOfAnEarlierChannelAreDropped() {
    emit(A, 1, 998, 999);
    ledger.snapshot(1);
    emit(A, 1, 1_000);
    emit(A, 2, 1);
    ledger.snapshot(2);

    assertThat(ledger.complete(2)).containsExactly(new Ack(A, 2, 1, 1));
  }

  private void emit(int queue, long epoch, long... tags) {
    for (long tag : tags) {
      ledger.emitted(new Delivery(queue, epoch, tag, null));
    }
  }
}
