package io.chorus.operators.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Limits;
import io.chorus.contracts.Limits.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalShareTest {
  private static final long NOW = 1_800_000_020_000L;
  private static final long NEXT_MINUTE = 1_800_000_060_000L;
  private static final int PROCESSES = 8;
  private static final long CALL_MS = 20_000;

  @Test
  void allProcessesTogetherStayBelowTheLimitInEveryMinute() {
    for (Window window : Window.values()) {
      List<LocalShare> shares = shares(new Limits(800, 0, 0, 0, window), 0);
      long inMinute = 0;
      for (long ms = NOW; ms < NOW + 600_000; ms += 100) {
        inMinute = ms % 60_000 == 0 ? 0 : inMinute;
        for (LocalShare share : shares) {
          inMinute += share.lease(wants(5, 0, 0), ms).requests();
        }
        assertThat(inMinute).isLessThanOrEqualTo(800);
      }
      assertThat(inMinute).isGreaterThan(100);
    }
  }

  @Test
  void whatIsLeftOfAMinuteOfTheClockIsNotTouched() {
    LocalShare share = share(new Limits(8_000, 0, 0, 0, Window.MINUTE), 0);

    assertThat(share.lease(wants(1, 0, 0), NEXT_MINUTE - 1).requests()).isZero();
    assertThat(share.lease(wants(1, 0, 0), NEXT_MINUTE + 1_000).requests()).isEqualTo(1);
  }

  @Test
  void aLimitTooSmallToShareGivesNothing() {
    LocalShare share = share(new Limits(10, 0, 0, 0, Window.BUCKET), 0);

    assertThat(share.lease(wants(1, 0, 0), NOW + 600_000).requests()).isZero();
  }

  @Test
  void placesThatWereThereAreKeptUntilEveryCallOfThenHasEnded() {
    Limits limits = new Limits(0, 0, 0, 80, Window.BUCKET);

    assertThat(share(limits, 0).lease(wants(1, 0, 0), NOW).places()).isZero();
    assertThat(share(limits, 3).lease(wants(1, 0, 0), NOW).places()).isEqualTo(3);
    assertThat(share(limits, 40).lease(wants(1, 0, 0), NOW).places()).isEqualTo(5);
    assertThat(share(limits, 0).lease(wants(1, 0, 0), NOW + CALL_MS).places()).isEqualTo(5);
  }

  @Test
  void ofADayOnlyAPartOfWhatWasLeftIsUsed() {
    LocalShare share =
        new LocalShare(new Limits(0, 0, 1_000, 0, Window.BUCKET), PROCESSES, 0, CALL_MS, 840, NOW);

    assertThat(share.lease(wants(100, 0, 0), NOW).requests()).isEqualTo(10);
    assertThat(share.lease(wants(100, 0, 0), NOW + 60_000).requests()).isZero();
  }

  @Test
  void nobodyIsSentAwayForLongBecauseOfALimiterThatMayBeBackAtOnce() {
    Limits limits = new Limits(0, 200_000, 0, 0, Window.BUCKET);

    assertThat(share(limits, 0).lease(wants(1, 50_000, 0), NOW).waitMs()).isEqualTo(5_000);
  }

  private static List<LocalShare> shares(Limits limits, long places) {
    List<LocalShare> shares = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      shares.add(share(limits, places));
    }
    return shares;
  }

  private static LocalShare share(Limits limits, long places) {
    return new LocalShare(limits, PROCESSES, places, CALL_MS, 0, NOW);
  }

  private static Report wants(long requests, long tokens, long open) {
    return new Report(
        0, 0, open, List.of(), Left.UNKNOWN, 0, 0, requests, tokens, tokens, open + requests);
  }
}
