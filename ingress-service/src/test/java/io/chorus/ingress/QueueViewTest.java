package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.SchemaVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueViewTest {
  private static final long NOW = 1_000_000_000;
  private static final long HOUR = 3_600_000;

  @Test
  void aBatchIsDoneWhenItsLastEngineIsAndAtRiskWhenThatIsAfterItsDeadline() {
    QueueView.Batch early = onlyBatch(NOW + 60_000, NOW + 30_000, NOW + HOUR);
    QueueView.Batch late = onlyBatch(NOW + 60_000, NOW + 2 * HOUR, NOW + HOUR);

    assertThat(early.waiting()).isEqualTo(200);
    assertThat(early.expectedFinishAt()).isEqualTo((NOW + 60_000) / 1_000);
    assertThat(early.bottleneck()).isEqualTo("a");
    assertThat(early.atRisk()).isFalse();
    assertThat(late.bottleneck()).isEqualTo("b");
    assertThat(late.atRisk()).isTrue();
  }

  @Test
  void anEngineThatForeseesNothingIsTheBottleneck() {
    QueueView.Batch batch = onlyBatch(NOW + 60_000, 0, NOW + HOUR);

    assertThat(batch.expectedFinishAt()).isNull();
    assertThat(batch.bottleneck()).isEqualTo("b");
    assertThat(batch.atRisk()).isFalse();
  }

  @Test
  void lanesAreSumsOverEnginesWithTheOldestOfAll() {
    QueueView view =
        view(
            report("a", false, waits("t", Lane.BATCH, null, NOW - 5_000, 0, 0)),
            report("b", false, waits("t", Lane.BATCH, null, NOW - 9_000, 0, 0)),
            report("c", false, waits("t", Lane.PRIORITY, null, NOW - 1_000, 0, 0)));

    assertThat(view.lanes()).extracting(QueueView.Queue::lane).containsExactly("priority", "batch");
    assertThat(view.lanes().get(1).waiting()).isEqualTo(200);
    assertThat(view.lanes().get(1).oldestWaitingS()).isEqualTo(9.0);
  }

  @Test
  void nothingOfOtherTenantsIsShown() {
    QueueReport report =
        report("a", false, waits("other", Lane.BATCH, "secret", NOW, NOW + 1, NOW + HOUR));

    QueueView view = QueueView.of(List.of(report), "mine"::equals, NOW);

    assertThat(view.lanes()).isEmpty();
    assertThat(view.batches()).isEmpty();
    assertThat(view.engines().get(0).waiting()).isZero();
  }

  @Test
  void anEngineIsOutOrSilentOrIdle() {
    assertThat(statusOf(report("a", true, waits("t", Lane.BATCH, null, NOW, 0, 0))))
        .isEqualTo("out");
    assertThat(statusOf(report("a", false))).isEqualTo("idle");
    QueueReport old = report("a", false, waits("t", Lane.BATCH, null, NOW, 0, 0));
    assertThat(QueueView.of(List.of(old), all -> true, NOW + 60_000).engines().get(0).status())
        .isEqualTo("unknown");
  }

  private static String statusOf(QueueReport report) {
    return view(report).engines().get(0).status();
  }

  private static QueueView.Batch onlyBatch(long finishA, long finishB, long deadlineMs) {
    QueueView view =
        view(
            report("a", false, waits("t", Lane.BATCH, "b-1", NOW, finishA, deadlineMs)),
            report("b", false, waits("t", Lane.BATCH, "b-1", NOW, finishB, deadlineMs)));
    assertThat(view.batches()).hasSize(1);
    return view.batches().get(0);
  }

  private static QueueView view(QueueReport... reports) {
    return QueueView.of(List.of(reports), all -> true, NOW);
  }

  private static Waits waits(
      String tenant, Lane lane, String batch, long sinceMs, long finishMs, long deadlineMs) {
    return new Waits(tenant, lane, batch, false, 100, 3, sinceMs, finishMs, deadlineMs);
  }

  static QueueReport report(String engine, boolean out, Waits... waits) {
    return new QueueReport(
        SchemaVersion.CURRENT,
        Hold.ALL_TENANTS,
        engine,
        NOW,
        12.34,
        64,
        out,
        false,
        List.of(waits),
        0,
        Payload.of(""));
  }
}
