package io.chorus.operators.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Hold;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import io.chorus.contracts.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {
  private static final long NOW = 1_000_000;

  private final Map<String, Gauge<?>> gauges = new TreeMap<>();
  private final QueueMetrics metrics = new QueueMetrics(new Group("", gauges));

  @Test
  void aLanesGaugesFollowTheReports() {
    metrics.show(report(waits("t", 7, NOW - 4_000), waits("u", 3, NOW - 9_000)));

    assertThat(gauges.get("/engine=a/lane=batch/callsWaiting").getValue()).isEqualTo(10L);
    assertThat(gauges.get("/engine=a/lane=batch/callsInFlight").getValue()).isEqualTo(4L);
    assertThat(gauges.get("/engine=a/lane=batch/oldestWaitingMs").getValue()).isEqualTo(9_000L);
    assertThat(gauges.get("/engine=a/lane=batch/tenant=t/oldestWaitingMs").getValue())
        .isEqualTo(4_000L);

    metrics.show(report());

    assertThat(gauges.get("/engine=a/lane=batch/callsWaiting").getValue()).isEqualTo(0L);
    assertThat(gauges.get("/engine=a/lane=batch/oldestWaitingMs").getValue()).isEqualTo(0L);
  }

  @Test
  void onlyTheFirstHundredTenantsHaveGaugesOfTheirOwn() {
    for (int i = 0; i < 150; i++) {
      metrics.show(report(waits("tenant-" + i, 1, NOW)));
    }

    assertThat(gauges.keySet()).filteredOn(name -> name.contains("tenant=")).hasSize(100);
  }

  private static Waits waits(String tenant, long waiting, long sinceMs) {
    return new Waits(tenant, Lane.BATCH, null, false, waiting, 2, sinceMs, 0, 0);
  }

  private static QueueReport report(Waits... waits) {
    return new QueueReport(
        SchemaVersion.CURRENT,
        Hold.ALL_TENANTS,
        "a",
        NOW,
        1,
        4,
        false,
        false,
        List.of(waits),
        0,
        Payload.of(""));
  }

  /** Remembers gauges by their scope. */
  private static final class Group extends UnregisteredMetricsGroup {
    private final String scope;
    private final Map<String, Gauge<?>> gauges;

    Group(String scope, Map<String, Gauge<?>> gauges) {
      this.scope = scope;
      this.gauges = gauges;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Group(scope + "/" + key + "=" + value, gauges);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(scope + "/" + name, gauge);
      return gauge;
    }
  }
}
