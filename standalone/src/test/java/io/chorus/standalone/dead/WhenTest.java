package io.chorus.standalone.dead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhenTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final When WHEN = new When(NOW, ZoneId.of("Asia/Ho_Chi_Minh"));

  @Test
  void aDurationIsANumberWithItsUnit() {
    assertThat(When.duration("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(When.duration("15m")).isEqualTo(Duration.ofMinutes(15));
    assertThat(When.duration("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(When.duration("3d")).isEqualTo(Duration.ofDays(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0s", "-1h", "1w", "1.5h", "9999999d", "h"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> When.duration(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sinceIsSoLongAgoOrADayOrATimeHere() {
    assertThat(WHEN.since("2h")).isEqualTo("2026-03-04T10:00:00Z");
    assertThat(WHEN.since("2026-03-04")).isEqualTo("2026-03-03T17:00:00Z");
    assertThat(WHEN.since("2026-03-04T08:30")).isEqualTo("2026-03-04T01:30:00Z");
    assertThatThrownBy(() -> WHEN.since("2026-13-01")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WHEN.since("monday")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void agoIsInTheLargestUnitAndFromAWeekOnTheDay() {
    assertThat(ago(Duration.ZERO)).isEqualTo("0 s ago");
    assertThat(ago(Duration.ofSeconds(59))).isEqualTo("59 s ago");
    assertThat(ago(Duration.ofSeconds(60))).isEqualTo("1 min ago");
    assertThat(ago(Duration.ofMinutes(119))).isEqualTo("1 h ago");
    assertThat(ago(Duration.ofHours(47))).isEqualTo("1 d ago");
    assertThat(ago(Duration.ofDays(7))).isEqualTo("2026-02-25 19:00");
    assertThat(ago(Duration.ofSeconds(-1))).isEqualTo("2026-03-04 19:00");
  }

  private static String ago(Duration ago) {
    return WHEN.ago(NOW.minus(ago).toEpochMilli());
  }
}
