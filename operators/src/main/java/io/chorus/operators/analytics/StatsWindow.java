package io.chorus.operators.analytics;

import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Puts time and key to a window's sums. */
public final class StatsWindow
    extends ProcessWindowFunction<Stats, WindowStats, StatsKey, TimeWindow> {

  @Override
  public void process(
      StatsKey key, Context context, Iterable<Stats> sums, Collector<WindowStats> out) {
    TimeWindow window = context.window();
    out.collect(
        WindowStats.of(
            key, sums.iterator().next(), window.getStart(), window.getEnd() - window.getStart()));
  }
}
