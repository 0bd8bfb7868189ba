package io.chorus.standalone;

import io.chorus.ingress.QueueView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** How work waits, as text for a terminal. */
final class QueueScreen {
  /** Puts the cursor at the top of an empty screen. */
  static final String CLEAR = "\u001b[H\u001b[2J";

  private static final int MOST_BATCHES = 15;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private QueueScreen() {}

  static String text(QueueView view, long nowMs) {
    StringBuilder text = new StringBuilder();
    line(text, "Chorus queues   %s", CLOCK.format(Instant.ofEpochMilli(nowMs)));
    if (view.engines().isEmpty()) {
      line(text, "");
      line(text, "Nothing waits, and nothing is on its way.");
      return text.toString();
    }
    engines(text, view.engines());
    lanes(text, view.lanes());
    batches(text, view.batches(), nowMs);
    return text.toString();
  }

  private static void engines(StringBuilder text, List<QueueView.Engine> engines) {
    line(text, "");
    line(text, "%-18s %-9s %9s %11s %10s", "ENGINE", "STATUS", "CALLS/S", "WAITING", "IN FLIGHT");
    for (QueueView.Engine engine : engines) {
      line(
          text,
          "%-18s %-9s %,9.1f %,11d %,10d",
          engine.engine(),
          engine.status(),
          engine.perSecond(),
          engine.waiting(),
          engine.inFlight());
    }
  }

  private static void lanes(StringBuilder text, List<QueueView.Queue> lanes) {
    line(text, "");
    line(text, "%-9s %-18s %20s %10s %10s", "LANE", "TENANT", "WAITING", "IN FLIGHT", "OLDEST");
    for (QueueView.Queue lane : lanes) {
      line(
          text,
          "%-9s %-18s %,20d %,10d %10s",
          lane.lane(),
          lane.tenant(),
          lane.waiting(),
          lane.inFlight(),
          lane.waiting() == 0 ? "-" : span((long) lane.oldestWaitingS()));
    }
  }

  private static void batches(StringBuilder text, List<QueueView.Batch> batches, long nowMs) {
    if (batches.isEmpty()) {
      return;
    }
    line(text, "");
    line(
        text,
        "%-18s %-9s %-8s %10s %10s %10s  %s",
        "BATCH",
        "LANE",
        "STATUS",
        "WAITING",
        "IN FLIGHT",
        "DONE IN",
        "LAST BY");
    for (QueueView.Batch batch : batches.subList(0, Math.min(MOST_BATCHES, batches.size()))) {
      line(
          text,
          "%-18s %-9s %-8s %,10d %,10d %10s  %s",
          batch.batch(),
          batch.lane(),
          batch.atRisk() ? "at risk" : batch.status(),
          batch.waiting(),
          batch.inFlight(),
          batch.expectedFinishAt() == null
              ? "unknown"
              : span(batch.expectedFinishAt() - nowMs / 1_000),
          batch.bottleneck() == null ? "-" : batch.bottleneck());
    }
    if (batches.size() > MOST_BATCHES) {
      line(text, "and %,d batches more", batches.size() - MOST_BATCHES);
    }
  }

  /** The two largest units: {@code 2h05m}, {@code 3m20s}, {@code 7s}. */
  private static String span(long seconds) {
    Duration span = Duration.ofSeconds(Math.max(0, seconds));
    if (span.toDays() > 0) {
      return "%dd%02dh".formatted(span.toDays(), span.toHoursPart());
    }
    if (span.toHours() > 0) {
      return "%dh%02dm".formatted(span.toHours(), span.toMinutesPart());
    }
    return span.toMinutes() > 0
        ? "%dm%02ds".formatted(span.toMinutes(), span.toSecondsPart())
        : span.toSeconds() + "s";
  }

  private static void line(StringBuilder text, String form, Object... values) {
    text.append(String.format(Locale.ROOT, form, values).stripTrailing()).append('\n');
  }
}
