package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

  private final ByteBudget budget = new ByteBudget(10);

  @Test
  void bytesUnderwayCountUntilTheyAreDroppedOrKeptAndReleased() {
    budget.admit(10);

    assertThat(budget.exhausted()).isTrue();

    budget.arrived(10);
    budget.take(10);

    assertThat(budget.exhausted()).isTrue();

    budget.release(10);

    assertThat(budget.exhausted()).isFalse();
  }

  @Test
  void whatAChannelDroppedUntoldBlocksNobody() {
    budget.admit(10);

    budget.forgetUnderway();
    budget.arrived(10);

    assertThat(budget.exhausted()).isFalse();
    assertThat(budget.held()).isZero();
  }

  @Test
  void whoeverWaitsGoesOnWhenTheBudgetIsLifted() {
    budget.admit(10);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> budget.admit(1));

    assertThat(waiting).isNotDone();

    budget.lift();

    await().until(waiting::isDone);
  }
}
