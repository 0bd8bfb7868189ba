package io.chorus.operators.planning;

import io.chorus.contracts.EngineRecord;
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
  private transient ValueState<EngineRecord> record;

  @Override
  public void open(OpenContext context) {
    record =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("record", TypeInformation.of(EngineRecord.class)));
  }

  @Override
  public void processElement(Observation seen, Context context, Collector<Guidance> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    EngineRecord next = Learning.add(record.value(), seen, now);
    record.update(next);
    out.collect(Guidance.of(next));
  }
}
