package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Event;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SystemKit.class)
class AnalyticsJobIT {
  private static final String TENANT = "watched";
  private static final String FIGURES =
      "SELECT kind, engine, lane, count, errors, mean_latency_ms, tokens_in, tokens_out,"
          + " cost_nano_usd FROM analytics_windows WHERE tenant = ? ORDER BY kind, engine, lane";

  private final World world;
  private final long atMs = Instant.now().toEpochMilli() / 10_000 * 10_000;
  private JobID job;

  AnalyticsJobIT(World world) {
    this.world = world;
  }

  @BeforeEach
  void start() {
    job = world.cluster().run(AnalyticsJob.NAME, AnalyticsJob::build);
  }

  @AfterEach
  void end() {
    world.cluster().cancel(job);
  }

  @Test
  void aWindowsFiguresAreKeptByTenantEngineAndLaneAndFollowWhatComesLater() {
    send(Event.Kind.CALL_ENDED, "openai", Lane.PRIORITY, "ANSWERED", 100);
    send(Event.Kind.CALL_ENDED, "openai", Lane.PRIORITY, "TIMEOUT", 300);
    send(Event.Kind.CALL_ENDED, "openai", Lane.BATCH, "ANSWERED", 50);
    send(Event.Kind.CALL_ENDED, "claude", Lane.PRIORITY, "ANSWERED", 70);
    send(Event.Kind.TASK_FINISHED, null, Lane.BATCH, "EXPIRED", 9);

    awaitRows(
        List.of(
            List.of("CALL_ENDED", "claude", "PRIORITY", 1L, 0L, 70.0, 3L, 5L, 7L),
            List.of("CALL_ENDED", "openai", "BATCH", 1L, 0L, 50.0, 3L, 5L, 7L),
            List.of("CALL_ENDED", "openai", "PRIORITY", 2L, 1L, 200.0, 6L, 10L, 14L),
            List.of("TASK_FINISHED", "none", "BATCH", 1L, 1L, 9.0, 3L, 5L, 7L)));

    send(Event.Kind.CALL_ENDED, "openai", Lane.PRIORITY, "ANSWERED", 200);
    send(Event.Kind.TASK_FINISHED, null, Lane.BATCH, "SUCCEEDED", 11);

    awaitRows(
        List.of(
            List.of("CALL_ENDED", "claude", "PRIORITY", 1L, 0L, 70.0, 3L, 5L, 7L),
            List.of("CALL_ENDED", "openai", "BATCH", 1L, 0L, 50.0, 3L, 5L, 7L),
            List.of("CALL_ENDED", "openai", "PRIORITY", 3L, 1L, 200.0, 9L, 15L, 21L),
            List.of("TASK_FINISHED", "none", "BATCH", 2L, 1L, 10.0, 6L, 10L, 14L)));
  }

  private void awaitRows(List<List<Object>> expected) {
    World.soon()
        .untilAsserted(() -> assertThat(world.rows().of(FIGURES, TENANT)).isEqualTo(expected));
  }

  private void send(Event.Kind kind, String engine, Lane lane, String outcome, long latencyMs) {
    Event event =
        new Event(
            SchemaVersion.CURRENT,
            TENANT,
            kind,
            TaskIds.fresh(Instant.now()),
            engine,
            engine == null ? null : "small",
            lane,
            outcome,
            atMs,
            latencyMs,
            new Usage(3, 5),
            7,
            Payload.of(""));
    world.topics().send(Topics.EVENTS, event.taskId(), Json.write(event), Map.of());
  }
}
