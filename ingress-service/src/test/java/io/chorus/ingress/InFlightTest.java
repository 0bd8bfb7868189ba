package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final long NOW = 1_000_000;

  private List<QueueReport> reports = List.of();
  private Instant now = Instant.ofEpochMilli(NOW);
  private final InFlight inFlight = new InFlight(() -> reports, () -> now);

  static QueueReport report(long atMs, String tenant, long waiting, int inFlight) {
    Waits waits = new Waits(tenant, Lane.BATCH, null, false, waiting, inFlight, 0, 0, 0);
    QueueReport report = QueueViewTest.report("openai", false, waits);
    return new QueueReport(
        report.schemaVersion(),
        report.tenant(),
        report.engine(),
        atMs,
        report.perSecond(),
        report.window(),
        report.out(),
        report.disabled(),
        report.waits(),
        report.unlisted(),
        report.payload());
  }

  @Test
  void whatWaitsAndIsOnItsWayCounts() {
    reports = List.of(report(NOW + 1, "acme", 7, 2), report(NOW + 1, "other", 100, 100));

    assertThat(inFlight.enter("acme", 9)).isFalse();
    assertThat(inFlight.enter("acme", 10)).isTrue();
  }

  @Test
  void whatWasAcceptedSinceTheLastReportCountsUntilTheNext() {
    assertThat(inFlight.enter("acme", 2)).isTrue();
    assertThat(inFlight.enter("acme", 2)).isTrue();
    assertThat(inFlight.enter("acme", 2)).isFalse();
    assertThat(inFlight.enter("other", 2)).isTrue();

    reports = List.of(report(NOW + 1, "acme", 1, 0));

    assertThat(inFlight.enter("acme", 2)).isTrue();
  }

  @Test
  void whatNoReportEverTellsOfCountsNoLongerThanSeconds() {
    assertThat(inFlight.enter("acme", 1)).isTrue();
    now = now.plusSeconds(9);
    assertThat(inFlight.enter("acme", 1)).isFalse();
    now = now.plusSeconds(1);
    assertThat(inFlight.enter("acme", 1)).isTrue();
  }
}
