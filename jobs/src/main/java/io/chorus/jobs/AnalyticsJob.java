package io.chorus.jobs;

import io.chorus.connector.kafka.KafkaSources;
import io.chorus.connector.kafka.access.KafkaDoor;
import io.chorus.contracts.Event;
import io.chorus.contracts.Topics;
import io.chorus.operators.analytics.Stats;
import io.chorus.operators.analytics.StatsAggregate;
import io.chorus.operators.analytics.StatsKey;
import io.chorus.operators.analytics.StatsWindow;
import io.chorus.operators.analytics.WindowStats;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.triggers.EventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.ProcessingTimeoutTrigger;

/**
 * Watches.
 *
 * <pre>
 *  events (Kafka) ─► keyed by tenant, kind, engine, lane: tumbling windows ─► analytics_windows (PostgreSQL)
 * </pre>
 */
public final class AnalyticsJob {
  public static final String NAME = "analytics-job";

  private static final Duration OUT_OF_ORDER = Duration.ofSeconds(2);

  /** A partition without events must not hold the others' windows back. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Events that are later than this (after a restart, for one) are left out of their window. */
  private static final Duration LATE = Duration.ofHours(1);

  /** An open window's figures are written this long after they have changed. */
  private static final Duration REFRESH = Duration.ofSeconds(1);

  private AnalyticsJob() {}

  /**
   * @param args one: the YAML file of {@link JobsConfig}
   */
  public static void main(String[] args) throws Exception {
    JobsConfig config = JobsConfig.load(Path.of(args[0]));
    KafkaDoor.check(config.kafka());
    StreamExecutionEnvironment env =
        StrictFlink.environment(config.checkpointsOf(NAME), config.parallelism());
    build(env, config);
    env.execute(NAME);
  }

  public static void build(StreamExecutionEnvironment env, JobsConfig config) {
    env.fromSource(
            KafkaSources.own(config.kafka(), Topics.EVENTS, NAME, Event.class),
            WatermarkStrategy.<Event>forBoundedOutOfOrderness(OUT_OF_ORDER)
                .withTimestampAssigner((event, recordAtMs) -> event.atMs())
                .withIdleness(IDLE),
            "events")
        .uid("events")
        .keyBy(StatsKey::of, TypeInformation.of(StatsKey.class))
        .window(TumblingEventTimeWindows.of(Duration.ofMillis(config.windowMs())))
        .allowedLateness(LATE)
        .trigger(ProcessingTimeoutTrigger.of(EventTimeTrigger.create(), REFRESH, false, true))
        .aggregate(
            new StatsAggregate(),
            new StatsWindow(),
            TypeInformation.of(Stats.class),
            TypeInformation.of(Stats.class),
            TypeInformation.of(WindowStats.class))
        .name("windows")
        .uid("windows")
        .sinkTo(WindowTable.sink(config.postgres()))
        .name("analytics-windows")
        .uid("analytics-windows");
  }
}
