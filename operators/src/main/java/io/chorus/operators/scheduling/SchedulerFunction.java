package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Lane;
import io.chorus.operators.asking.Answers;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Runs {@link SchedulerPolicy} on calls and on what came back, both keyed by engine. Calls of an
 * engine that the catalog no longer has are given back as answers, whose tasks then ask elsewhere.
 */
public final class SchedulerFunction extends KeyedCoProcessFunction<String, Call, Freed, Call> {
  /** Answers to calls that can't leave any more. */
  public static final OutputTag<Answer> GIVEN_BACK =
      new OutputTag<>("given-back", TypeInformation.of(Answer.class));

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
    if (isGone(call.engine())) {
      giveBack(call, context);
    } else {
      policy(call.engine()).add(call, queues(context), now(context), out::collect);
    }
  }

  @Override
  public void processElement2(Freed freed, Context context, Collector<Call> out) throws Exception {
    if (!isGone(freed.engine())) {
      policy(freed.engine()).free(freed, queues(context), now(context), out::collect);
    } else if (queues(context).returned(freed.ask())) {
      giveBackWaiting(context);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Call> out)
      throws Exception {
    if (!isGone(context.getCurrentKey())) {
      policy(context.getCurrentKey()).wake(timestamp, queues(context), now(context), out::collect);
      return;
    }
    for (Call call : queues(context).takeDue(timestamp)) {
      giveBack(call, context);
    }
    giveBackWaiting(context);
  }

  private boolean isGone(String engine) {
    return !catalog.engines().containsKey(engine);
  }

  private void giveBackWaiting(Context context) throws Exception {
    EngineQueues all = queues(context);
    for (Lane lane : Lane.values()) {
      for (Call call = all.takeFirst(lane); call != null; call = all.takeFirst(lane)) {
        giveBack(call, context);
      }
    }
  }

  private static void giveBack(Call call, Context context) {
    String detail = "the catalog has no such engine any more";
    context.output(GIVEN_BACK, Answers.unsent(call, FailureClass.MODEL_GONE, detail, now(context)));
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
