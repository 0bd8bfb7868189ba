package io.chorus.operators.lifecycle;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.operators.planning.Observation;
import io.chorus.operators.planning.Observations;
import io.chorus.operators.scheduling.Sought;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Runs {@link LifecyclePolicy} on what tasks are told, keyed by task id; policy and engines'
 * records come to all subtasks.
 */
public final class LifecycleFunction
    extends KeyedBroadcastProcessFunction<String, Told, Guidance, Call>
    implements CheckpointedFunction {
  /** How tasks ended, one a task. */
  public static final OutputTag<Result> FINISHED =
      new OutputTag<>("finished", TypeInformation.of(Result.class));

  /** The tasks among them that nobody answered. */
  public static final OutputTag<Undeliverable> UNDELIVERABLE =
      new OutputTag<>("undeliverable", TypeInformation.of(Undeliverable.class));

  /** Open calls of tasks that somebody asks after. */
  public static final OutputTag<Sought> SOUGHT =
      new OutputTag<>("sought", TypeInformation.of(Sought.class));

  /** How engines did, summed up. */
  public static final OutputTag<Observation> OBSERVED =
      new OutputTag<>("observed", TypeInformation.of(Observation.class));

  /** The newest policy and records, by {@link Guidance#key}. */
  public static final MapStateDescriptor<String, Guidance> GUIDANCE =
      new MapStateDescriptor<>("guidance", Types.STRING, TypeInformation.of(Guidance.class));

  /** How long overdue timers wait after a restore, so that answers already there are read first. */
  static final long GRACE_MS = 10_000;

  private static final long NOT_YET = -1;

  private final EngineCatalog catalog;
  private final Policy firstPolicy;
  private transient LifecyclePolicy policy;
  private transient ValueState<TaskProgress> state;
  private transient EarlyHolds early;
  private transient Guide guide;
  private transient Observations observations;
  private transient Counter unknown;
  private transient Counter hedged;
  private transient HedgeBudget hedges;
  private transient boolean restored;
  private transient long openedAtMs;

  /**
   * @param firstPolicy counts until one with a higher version is told
   */
  public LifecycleFunction(EngineCatalog catalog, Policy firstPolicy) {
    this.catalog = catalog;
    this.firstPolicy = firstPolicy;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restored = context.isRestored();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // all state is keyed or broadcast
  }

  @Override
  public void open(OpenContext context) {
    policy = new LifecyclePolicy(catalog);
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("progress", TypeInformation.of(TaskProgress.class)));
    early = new EarlyHolds(getRuntimeContext());
    observations = new Observations();
    unknown = getRuntimeContext().getMetricGroup().counter("answersOfUnknownTasks");
    hedged = getRuntimeContext().getMetricGroup().counter("numHedges");
    hedges = new HedgeBudget();
    openedAtMs = NOT_YET;
  }

  @Override
  public void processBroadcastElement(Guidance guidance, Context context, Collector<Call> calls)
      throws Exception {
    BroadcastState<String, Guidance> told = context.getBroadcastState(GUIDANCE);
    if (guide(told).hear(guidance)) {
      told.put(guidance.key(), guidance);
    }
  }

  @Override
  public void processElement(Told told, ReadOnlyContext context, Collector<Call> calls)
      throws Exception {
    long now = now(context.timerService());
    Guide known = guide(context.getBroadcastState(GUIDANCE));
    TaskProgress progress = state.value();
    if (told.task() != null) {
      begin(told.task(), progress, known, context, calls);
      return;
    }
    boolean outage = told.answer() != null && known.isOut(told.answer());
    if (progress == null) {
      early.hear(told);
      unknown.inc(told.answer() == null ? 0 : 1);
      return;
    }
    if (told.inquiry() != null) {
      seek(progress, told.inquiry(), context, now);
      return;
    }
    Step step =
        told.answer() != null
            ? policy.answer(progress, told.answer(), outage, now)
            : policy.hold(progress, told.hold(), now);
    if (step.isFinished() || !step.progress().equals(progress)) {
      apply(step, progress, context, calls);
    }
  }

  /** Nobody learns where another tenant's task is. */
  private static void seek(
      TaskProgress progress, Inquiry inquiry, ReadOnlyContext context, long nowMs) {
    boolean isOld = inquiry.atMs() + Inquiry.PATIENCE_MS < nowMs;
    if (!isOld && inquiry.tenant().equals(progress.task().tenant())) {
      Calls.open(progress, inquiry.id()).forEach(sought -> context.output(SOUGHT, sought));
    }
  }

  private void begin(
      Task task, TaskProgress progress, Guide known, ReadOnlyContext context, Collector<Call> calls)
      throws Exception {
    if (progress == null) {
      context.timerService().registerProcessingTimeTimer(task.deadlineMs());
      Step step = policy.start(task, early.take(), known.known(), now(context.timerService()));
      apply(step, null, context, calls);
    }
  }

  /** Begins with what was told before the last checkpoint. */
  private Guide guide(ReadOnlyBroadcastState<String, Guidance> told) throws Exception {
    if (guide == null) {
      guide = new Guide(firstPolicy);
      for (Map.Entry<String, Guidance> entry : told.immutableEntries()) {
        guide.hear(entry.getValue());
      }
    }
    return guide;
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Call> calls)
      throws Exception {
    long now = now(context.timerService());
    TaskProgress progress = state.value();
    if (progress == null) {
      return;
    }
    if (restored && timestamp <= openedAtMs) {
      context.timerService().registerProcessingTimeTimer(openedAtMs + GRACE_MS);
      return;
    }
    Step step =
        now >= progress.task().deadlineMs() ? policy.deadline(progress, now) : woken(progress, now);
    apply(step, progress, context, calls);
  }

  private Step woken(TaskProgress progress, long now) {
    if (policy.wantsHedge(progress, now) && hedges.take()) {
      hedged.inc();
      return policy.hedge(progress, now);
    }
    return policy.wake(progress, now);
  }

  private void apply(Step step, TaskProgress before, ReadOnlyContext context, Collector<Call> calls)
      throws Exception {
    for (Call call : step.calls()) {
      if (call.lane() == Lane.PRIORITY && call.kind() != Call.Kind.HEDGE) {
        hedges.called();
      }
      calls.collect(call);
    }
    long wakeAtMs = before == null ? 0 : before.wakeAtMs();
    if (step.isFinished()) {
      finish(step, wakeAtMs, context);
      return;
    }
    state.update(step.progress());
    if (step.progress().wakeAtMs() != wakeAtMs) {
      if (wakeAtMs != step.progress().task().deadlineMs()) {
        context.timerService().deleteProcessingTimeTimer(wakeAtMs);
      }
      wakeAt(step.progress().wakeAtMs(), context.timerService());
    }
  }

  private static void wakeAt(long ms, TimerService timers) {
    if (ms > 0) {
      timers.registerProcessingTimeTimer(ms);
    }
  }

  private void finish(Step step, long wakeAtMs, ReadOnlyContext context) {
    context.output(FINISHED, step.result());
    if (step.result().state().isUnanswered()) {
      context.output(UNDELIVERABLE, new Undeliverable(step.progress().task(), step.result()));
    }
    observations
        .add(step.result(), context.timerService().currentProcessingTime())
        .forEach(seen -> context.output(OBSERVED, seen));
    TimerService timers = context.timerService();
    timers.deleteProcessingTimeTimer(step.progress().task().deadlineMs());
    timers.deleteProcessingTimeTimer(openedAtMs + GRACE_MS);
    timers.deleteProcessingTimeTimer(wakeAtMs);
    state.clear();
  }

  /** The time, remembering the first: overdue timers fire before anything else comes in. */
  private long now(TimerService timers) {
    long now = timers.currentProcessingTime();
    if (openedAtMs == NOT_YET) {
      openedAtMs = now;
    }
    return now;
  }
}
