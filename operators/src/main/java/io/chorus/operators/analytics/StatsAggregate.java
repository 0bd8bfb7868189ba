package io.chorus.operators.analytics;

import io.chorus.contracts.Event;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Sums the events of a window as they come: a window's state is six numbers. */
public final class StatsAggregate implements AggregateFunction<Event, Stats, Stats> {

  @Override
  public Stats createAccumulator() {
    return Stats.NONE;
  }

  @Override
  public Stats add(Event event, Stats sums) {
    return sums.plus(event);
  }

  @Override
  public Stats getResult(Stats sums) {
    return sums;
  }

  @Override
  public Stats merge(Stats one, Stats other) {
    return one.plus(other);
  }
}
