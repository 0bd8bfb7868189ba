package io.chorus.ingress;

import io.chorus.contracts.Lane;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.QueueReport.Waits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How work waits, over all engines: what {@code GET /v1/queues} shows.
 *
 * @param asOf Unix seconds
 * @param lanes by tenant and lane
 * @param batches the earliest deadline first
 */
public record QueueView(
    String object, long asOf, List<Engine> engines, List<Queue> lanes, List<Batch> batches) {
  private static final String OBJECT = "chorus.queues";

  /** A scheduler with work reports each second. */
  private static final long STALE_MS = 5_000;

  /**
   * One engine.
   *
   * @param status {@code ok}, {@code out} (it answers nobody), {@code disabled}, {@code idle}, or
   *     {@code unknown} where its scheduler is silent though it has work
   * @param perSecond calls that come back in a second
   * @param waiting calls of the tenants shown
   */
  public record Engine(
      String engine, String status, double perSecond, long waiting, int inFlight) {}

  /**
   * What a tenant has in a lane.
   *
   * @param oldestWaitingS seconds that the first of its calls has waited at the most
   */
  public record Queue(
      String tenant, String lane, long waiting, int inFlight, double oldestWaitingS) {}

  /**
   * One batch.
   *
   * @param status {@code active} or {@code paused}
   * @param expectedFinishAt Unix seconds, or null where nobody knows
   * @param bottleneck the engine that is expected to be last, or that keeps the batch from being
   *     foreseen; null where nothing waits
   * @param expiresAt Unix seconds of its first call's deadline
   * @param atRisk it is expected later than that
   */
  public record Batch(
      String tenant,
      String batch,
      String lane,
      String status,
      long waiting,
      int inFlight,
      double oldestWaitingS,
      Long expectedFinishAt,
      String bottleneck,
      long expiresAt,
      boolean atRisk) {}

  /** Of the tenants that may be shown. */
  public static QueueView of(
      Collection<QueueReport> reports, Predicate<String> tenants, long nowMs) {
    Map<List<String>, List<Part>> lanes = new LinkedHashMap<>();
    Map<List<String>, List<Part>> batches = new LinkedHashMap<>();
    List<Engine> engines = new ArrayList<>();
    for (QueueReport report : reports) {
      List<Waits> shown =
          report.waits().stream().filter(waits -> tenants.test(waits.tenant())).toList();
      engines.add(engine(report, shown, nowMs));
      for (Waits waits : shown) {
        Part part = new Part(report.engine(), waits);
        add(lanes, List.of(waits.tenant(), waits.lane().wireName()), part);
        if (waits.batch() != null) {
          add(batches, List.of(waits.tenant(), waits.batch()), part);
        }
      }
    }
    return new QueueView(
        OBJECT,
        nowMs / 1_000,
        engines,
        lanes.values().stream().map(parts -> queue(parts, nowMs)).sorted(byLane()).toList(),
        batches.values().stream().map(parts -> batch(parts, nowMs)).sorted(byDeadline()).toList());
  }

  private record Part(String engine, Waits waits) {}

  private static void add(Map<List<String>, List<Part>> groups, List<String> key, Part part) {
    groups.computeIfAbsent(key, group -> new ArrayList<>()).add(part);
  }

  private static Engine engine(QueueReport report, List<Waits> shown, long nowMs) {
    return new Engine(
        report.engine(),
        status(report, nowMs),
        Math.round(report.perSecond() * 10) / 10.0,
        shown.stream().mapToLong(Waits::waiting).sum(),
        shown.stream().mapToInt(Waits::inFlight).sum());
  }

  private static String status(QueueReport report, long nowMs) {
    boolean works = !report.waits().isEmpty();
    if (works && report.atMs() + STALE_MS < nowMs) {
      return "unknown";
    }
    if (report.disabled()) {
      return "disabled";
    }
    if (report.out()) {
      return "out";
    }
    return works ? "ok" : "idle";
  }

  private static Queue queue(List<Part> parts, long nowMs) {
    Waits first = parts.get(0).waits();
    return new Queue(
        first.tenant(),
        first.lane().wireName(),
        waiting(parts),
        inFlight(parts),
        oldestS(parts, nowMs));
  }

  private static Batch batch(List<Part> parts, long nowMs) {
    Waits first = parts.get(0).waits();
    List<Part> unforeseen =
        parts.stream().filter(p -> p.waits().waiting() > 0 && p.waits().finishMs() == 0).toList();
    long finishMs = parts.stream().mapToLong(p -> p.waits().finishMs()).max().orElse(0);
    boolean known = unforeseen.isEmpty() && finishMs > 0;
    long deadlineMs = parts.stream().mapToLong(p -> p.waits().deadlineMs()).min().orElse(0);
    boolean paused = parts.stream().anyMatch(part -> part.waits().paused());
    return new Batch(
        first.tenant(),
        first.batch(),
        first.lane().wireName(),
        paused ? "paused" : "active",
        waiting(parts),
        inFlight(parts),
        oldestS(parts, nowMs),
        known ? finishMs / 1_000 : null,
        unforeseen.isEmpty() ? last(parts) : unforeseen.get(0).engine(),
        deadlineMs / 1_000,
        (known ? finishMs : nowMs) > deadlineMs);
  }

  private static String last(List<Part> parts) {
    return parts.stream()
        .filter(part -> part.waits().finishMs() > 0)
        .max(Comparator.comparingLong(part -> part.waits().finishMs()))
        .map(Part::engine)
        .orElse(null);
  }

  private static long waiting(List<Part> parts) {
    return parts.stream().mapToLong(part -> part.waits().waiting()).sum();
  }

  private static int inFlight(List<Part> parts) {
    return parts.stream().mapToInt(part -> part.waits().inFlight()).sum();
  }

  private static double oldestS(List<Part> parts, long nowMs) {
    long since =
        parts.stream()
            .mapToLong(part -> part.waits().sinceMs())
            .filter(ms -> ms > 0)
            .min()
            .orElse(nowMs);
    return Math.max(0, nowMs - since) / 1e3;
  }

  private static Comparator<Queue> byLane() {
    return Comparator.comparing((Queue queue) -> laneOf(queue.lane())).thenComparing(Queue::tenant);
  }

  private static Lane laneOf(String wireName) {
    return Lane.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  private static Comparator<Batch> byDeadline() {
    return Comparator.comparingLong(Batch::expiresAt).thenComparing(Batch::batch);
  }
}
