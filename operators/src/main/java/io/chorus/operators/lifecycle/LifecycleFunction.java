package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.operators.planning.Planner;
import io.chorus.operators.scheduling.EngineHealth;
import io.chorus.operators.scheduling.Sought;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Runs {@link LifecyclePolicy} on tasks and what they are told, both keyed by task id. */
public final class LifecycleFunction extends KeyedCoProcessFunction<String, Task, Told, Call>
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

  /** How long overdue timers wait after a restore, so that answers already there are read first. */
  static final long GRACE_MS = 10_000;

  private static final long NOT_YET = -1;

  private final EngineCatalog catalog;
  private transient LifecyclePolicy policy;
  private transient ValueState<TaskProgress> state;
  private transient Map<String, EngineHealth> engines;
  private transient Counter unknown;
  private transient boolean restored;
  private transient long openedAtMs;

  public LifecycleFunction(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    restored = context.isRestored();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // all state is keyed
  }

  @Override
  public void open(OpenContext context) {
    policy = new LifecyclePolicy(new Planner(catalog));
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>("progress", TypeInformation.of(TaskProgress.class)));
    engines = new HashMap<>();
    unknown = getRuntimeContext().getMetricGroup().counter("answersOfUnknownTasks");
    openedAtMs = NOT_YET;
  }

  @Override
  public void processElement1(Task task, Context context, Collector<Call> calls) throws Exception {
    long now = now(context.timerService());
    if (state.value() == null) {
      context.timerService().registerProcessingTimeTimer(task.deadlineMs());
      apply(policy.start(task, now), context, calls);
    }
  }

  @Override
  public void processElement2(Told told, Context context, Collector<Call> calls) throws Exception {
    long now = now(context.timerService());
    boolean outage = told.answer() != null && isOut(told.answer());
    TaskProgress progress = state.value();
    if (progress == null) {
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
      apply(step, context, calls);
    }
  }

  /** Nobody learns where another tenant's task is. */
  private static void seek(TaskProgress progress, Inquiry inquiry, Context context, long nowMs) {
    boolean isOld = inquiry.atMs() + Inquiry.PATIENCE_MS < nowMs;
    if (!isOld && inquiry.tenant().equals(progress.task().tenant())) {
      Calls.open(progress, inquiry.id()).forEach(sought -> context.output(SOUGHT, sought));
    }
  }

  /** What this subtask sees of an engine is enough to tell one task's trouble from an outage. */
  private boolean isOut(Answer answer) {
    EngineHealth health = engines.computeIfAbsent(answer.engine(), name -> new EngineHealth());
    if (!answer.replayed()) {
      health.observe(answer.taskId(), answer.failure(), answer.sentAtMs() != 0);
    }
    return health.isOut();
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
    apply(policy.deadline(progress, now), context, calls);
  }

  private void apply(Step step, Context context, Collector<Call> calls) throws Exception {
    step.calls().forEach(calls::collect);
    if (step.isFinished()) {
      finish(step, context);
    } else {
      state.update(step.progress());
    }
  }

  private void finish(Step step, Context context) {
    context.output(FINISHED, step.result());
    if (step.result().state().isUnanswered()) {
      context.output(UNDELIVERABLE, new Undeliverable(step.progress().task(), step.result()));
    }
    context.timerService().deleteProcessingTimeTimer(step.progress().task().deadlineMs());
    context.timerService().deleteProcessingTimeTimer(openedAtMs + GRACE_MS);
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
