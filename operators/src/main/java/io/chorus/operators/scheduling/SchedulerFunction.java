package io.chorus.operators.scheduling;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Runs {@link SchedulerPolicy} on calls and on what came back, both keyed by engine. */
public final class SchedulerFunction extends KeyedCoProcessFunction<String, Call, Freed, Call> {
  private final EngineCatalog catalog;
  private transient Map<String, SchedulerPolicy> policies;
  private transient KeyedQueues queues;

  public SchedulerFunction(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void open(OpenContext context) {
    policies = new HashMap<>();
    queues = new KeyedQueues(getRuntimeContext());
  }

  @Override
  public void processElement1(Call call, Context context, Collector<Call> out) throws Exception {
    policy(call.engine()).add(call, queues(context), now(context), out::collect);
  }

  @Override
  public void processElement2(Freed freed, Context context, Collector<Call> out) throws Exception {
    policy(freed.engine()).free(freed, queues(context), now(context), out::collect);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Call> out)
      throws Exception {
    policy(context.getCurrentKey()).wake(timestamp, queues(context), now(context), out::collect);
  }

  private SchedulerPolicy policy(String engine) {
    return policies.computeIfAbsent(engine, name -> new SchedulerPolicy(catalog.engine(name)));
  }

  private KeyedQueues queues(Context context) {
    return queues.with(context.timerService());
  }

  private static long now(KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
    return context.timerService().currentProcessingTime();
  }
}
