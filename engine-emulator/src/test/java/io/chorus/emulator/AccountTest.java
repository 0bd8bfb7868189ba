package io.chorus.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccountTest {
  /** A full minute of the clock. */
  private static final long NOON = Instant.parse("2026-10-18T12:00:00Z").toEpochMilli();

  private static final long SECOND = 1_000;

  @Test
  void aBucketRefillsAllTheTime() {
    Account account = account(new Limit(null, null, 60L, null, null, null, Limit.Window.BUCKET));
    for (int i = 0; i < 60; i++) {
      assertThat(account.take(1, NOON)).isNull();
    }

    Over over = account.take(1, NOON + 999);

    assertThat(over.what()).isEqualTo(Over.What.REQUESTS);
    assertThat(over.waitMs()).isEqualTo(1);
    assertThat(over.waitS()).isEqualTo(1);
    assertThat(account.take(1, NOON + SECOND)).isNull();
    assertThat(account.take(1, NOON + SECOND)).isNotNull();
    assertThat(account.stats().overshoot()).isEqualTo(2);
  }

  @Test
  void aMinuteOfTheClockBeginsAnew() {
    Account account = account(new Limit(null, null, 2L, null, null, null, Limit.Window.MINUTE));
    account.take(1, NOON + 50 * SECOND);
    account.take(1, NOON + 51 * SECOND);

    Over over = account.take(1, NOON + 52 * SECOND);

    assertThat(over.waitMs()).isEqualTo(8 * SECOND);
    assertThat(account.take(1, NOON + 60 * SECOND)).isNull();
  }

  @Test
  void tokensThatDontFitAreNotTakenAndTheRoomIsTold() {
    Account account = account(new Limit(null, null, null, 100L, null, null, Limit.Window.MINUTE));
    account.take(70, NOON);

    Over over = account.take(31, NOON + SECOND);

    assertThat(over.what()).isEqualTo(Over.What.TOKENS);
    assertThat(account.room(NOON + SECOND).tokens())
        .isEqualTo(new Room.Level(100, 30, 59 * SECOND));
    assertThat(account.take(30, NOON + SECOND)).isNull();
    assertThat(account.stats().tokens()).isEqualTo(100);
  }

  @Test
  void aDayBeginsAtMidnightInCalifornia() {
    Account account = account(new Limit(null, null, null, null, 1L, null, null));
    account.take(1, NOON);

    Over over = account.take(1, NOON + SECOND);

    assertThat(over.what()).isEqualTo(Over.What.DAY);
    long midnight = Instant.parse("2026-10-19T07:00:00Z").toEpochMilli();
    assertThat(NOON + SECOND + over.waitMs()).isEqualTo(midnight);
    assertThat(account.take(1, midnight)).isNull();
  }

  @Test
  void openCallsCountUntilTheyEnd() {
    Account account = account(new Limit(null, null, null, null, null, 2L, null));
    account.take(1, NOON);
    account.take(1, NOON);

    assertThat(account.take(1, NOON).what()).isEqualTo(Over.What.CONCURRENCY);
    account.done();
    assertThat(account.take(1, NOON)).isNull();
    assertThat(account.stats().maxInFlight()).isEqualTo(2);
    assertThat(account.stats().overConcurrency()).isEqualTo(1);
  }

  private static Account account(Limit limit) {
    return new Account("any", "0123456789ab", limit, NOON);
  }
}
