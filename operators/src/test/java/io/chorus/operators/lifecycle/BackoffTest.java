package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.AskId;
import io.chorus.contracts.CallKey;
import io.chorus.operators.Kit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final AskId NEXT = new AskId(new CallKey(Kit.ROOT, 1, 0), Kit.ROOT, 2);

  @Test
  void whatTheEngineAskedForCountsToTheMillisecond() {
    assertThat(Backoff.delayMs(NEXT, Slot.first(1, 0, 0), 46_000)).isEqualTo(46_000);
  }

  @Test
  void withoutThatEachTryWaitsTwiceAsLongAndUpToAQuarterMore() {
    Slot slot = Slot.first(1, 0, 0);
    for (long base = Backoff.BASE_MS; base <= 32_000; base *= 2) {
      assertThat(Backoff.delayMs(NEXT, slot, 0)).isBetween(base, base + base / 4);
      slot = slot.retried();
    }

    assertThat(Backoff.delayMs(NEXT, slot, 0)).isBetween(32_000L, 40_000L);
  }

  @Test
  void aShorterWishThanTheBackoffIsNoReasonToComeEarlier() {
    assertThat(Backoff.delayMs(NEXT, Slot.first(1, 0, 0), 100)).isGreaterThanOrEqualTo(500);
  }
}
