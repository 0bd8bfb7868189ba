package io.chorus.ingress.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
  @ParameterizedTest
  @CsvSource({
    "daily by 06:00, 2026-03-05T06:00:00Z, 2026-03-05T06:00:00Z, 2026-03-05T00:00:00Z",
    "daily by 06:00, 2026-03-05T05:59:59Z, 2026-03-04T06:00:00Z, 2026-03-04T00:00:00Z",
    "daily by 06:00, 2026-03-05T23:59:59Z, 2026-03-05T06:00:00Z, 2026-03-05T00:00:00Z",
    "daily by 00:00, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00Z, 2026-03-05T00:00:00Z",
    // seven hours ahead: its fifth of March begins on the fourth
    "daily by 06:00 Asia/Ho_Chi_Minh, 2026-03-05T00:00:00Z, 2026-03-04T23:00:00Z, 2026-03-04T17:00:00Z",
    // the night in which 02:30 is skipped
    "daily by 02:30 Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z, 2026-03-28T23:00:00Z",
  })
  void theLastDueTimeIsThatOfTheZone(String text, Instant now, Instant due, Instant dayBegan) {
    assertThat(Expectation.parse(text).last(now)).isEqualTo(new Expectation.Due(dayBegan, due));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "06:00",
        "daily",
        "daily by 6",
        "daily by 24:00",
        "daily by 06:60",
        "weekly by 06:00",
        "daily by 06:00 Mars/Base",
        "daily by 06:00 UTC now"
      })
  void whatTellsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Expectation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed: daily by HH:MM");
  }

  @Test
  void theUsualZoneIsUtc() {
    assertThat(Expectation.parse("daily by 06:00"))
        .isEqualTo(Expectation.parse("daily by 06:00 UTC"));
  }
}
