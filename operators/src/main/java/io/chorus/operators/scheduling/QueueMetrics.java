package io.chorus.operators.scheduling;

import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * How work waits, as gauges: {@code callsWaiting}, {@code callsInFlight} and {@code
 * oldestWaitingMs} of each {@code engine} and {@code lane}, and {@code oldestWaitingMs} of each
 * {@code tenant} too. Read by any thread.
 */
final class QueueMetrics {
  /** More would make every scrape longer than what it is worth. */
  private static final int MOST_TENANTS = 100;

  private final MetricGroup group;
  private final Map<String, QueueReport> reports = new ConcurrentHashMap<>();
  private final Set<Label> shown = new HashSet<>();
  private final Map<String, Integer> tenants = new HashMap<>();

  /**
   * @param tenant null for all of them
   */
  private record Label(String engine, Lane lane, String tenant) {
    boolean has(Waits waits) {
      return waits.lane() == lane && (tenant == null || tenant.equals(waits.tenant()));
    }
  }

  QueueMetrics(MetricGroup group) {
    this.group = group;
  }

  /** Used by one thread. */
  void show(QueueReport report) {
    reports.put(report.engine(), report);
    for (Lane lane : Lane.values()) {
      showLane(new Label(report.engine(), lane, null));
    }
    for (Waits waits : report.waits()) {
      showTenant(new Label(report.engine(), waits.lane(), waits.tenant()));
    }
  }

  private void showLane(Label label) {
    if (shown.add(label)) {
      MetricGroup lane = laneGroup(label);
      gauge(lane, "callsWaiting", () -> sum(label, Waits::waiting));
      gauge(lane, "callsInFlight", () -> sum(label, Waits::inFlight));
      gauge(lane, "oldestWaitingMs", () -> oldestMs(label));
    }
  }

  private void showTenant(Label label) {
    tenants.putIfAbsent(label.tenant(), tenants.size());
    if (tenants.get(label.tenant()) < MOST_TENANTS && shown.add(label)) {
      gauge(
          laneGroup(label).addGroup("tenant", label.tenant()),
          "oldestWaitingMs",
          () -> oldestMs(label));
    }
  }

  private MetricGroup laneGroup(Label label) {
    return group.addGroup("engine", label.engine()).addGroup("lane", label.lane().wireName());
  }

  private static void gauge(MetricGroup lane, String name, Gauge<Long> gauge) {
    lane.gauge(name, gauge);
  }

  private long sum(Label label, ToLongFunction<Waits> of) {
    return reports.get(label.engine()).waits().stream().filter(label::has).mapToLong(of).sum();
  }

  private long oldestMs(Label label) {
    QueueReport report = reports.get(label.engine());
    long since =
        report.waits().stream()
            .filter(label::has)
            .mapToLong(Waits::sinceMs)
            .filter(ms -> ms > 0)
            .min()
            .orElse(report.atMs());
    return Math.max(0, report.atMs() - since);
  }
}
