package io.chorus.operators.planning;

import io.chorus.contracts.Guidance;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the record of each engine for each kind of task, and tells it whenever it changes; keyed by
 * {@link Observation#key}.
 */
public final class LearnFunction extends KeyedProcessFunction<String, Observation, Guidance> {
  private transient ValueState<Learned> learned;

  @Override
  public void open(OpenContext context) {
    learned =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("learned", TypeInformation.of(Learned.class)));
  }

  @Override
  public void processElement(Observation seen, Context context, Collector<Guidance> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    Learned next = Learning.add(learned.value(), seen, now);
    learned.update(next);
    out.collect(Guidance.of(next.record()));
  }
}
