package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.QueueReport;
import io.chorus.contracts.Whereabouts;
import io.chorus.operators.asking.Answers;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Runs {@link EngineScheduler} on calls and on signals, both keyed by engine. Calls that may not
 * leave any more are given back as answers: their tasks end, or ask elsewhere.
 */
public final class SchedulerFunction extends KeyedCoProcessFunction<String, Call, Signal, Call> {
  /** Answers to calls that can't leave any more. */
  public static final OutputTag<Answer> GIVEN_BACK =
      new OutputTag<>("given-back", TypeInformation.of(Answer.class));

  /**
   * Calls on their way for long: to be sent again unless the ledger says that somebody has them.
   */
  public static final OutputTag<Call> OVERDUE =
      new OutputTag<>("overdue", TypeInformation.of(Call.class));

  /** How work waits, each second. */
  public static final OutputTag<QueueReport> REPORTS =
      new OutputTag<>("reports", TypeInformation.of(QueueReport.class));

  /** Answers to those who ask after a call. */
  public static final OutputTag<Whereabouts> PLACES =
      new OutputTag<>("places", TypeInformation.of(Whereabouts.class));

  private final EngineCatalog catalog;
  private transient QueueMetrics metrics;
  private transient Map<String, EngineScheduler> schedulers;
  private transient KeyedEngineState state;

  public SchedulerFunction(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void open(OpenContext context) {
    schedulers = new HashMap<>();
    metrics = new QueueMetrics(getRuntimeContext().getMetricGroup());
    state = new KeyedEngineState(getRuntimeContext());
  }

  @Override
  public void processElement1(Call call, Context context, Collector<Call> out) throws Exception {
    scheduler(context).add(call, state, now(context), new Outputs(context, out));
  }

  @Override
  public void processElement2(Signal signal, Context context, Collector<Call> out)
      throws Exception {
    EngineScheduler scheduler = scheduler(context);
    Outputs outputs = new Outputs(context, out);
    if (signal.freed() != null) {
      scheduler.free(signal.freed(), state, now(context), outputs);
    }
    if (signal.hold() != null) {
      scheduler.hold(signal.hold(), state, now(context), outputs);
    }
    if (signal.sought() != null) {
      scheduler.seek(signal.sought(), state, now(context), outputs);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Call> out)
      throws Exception {
    scheduler(context).wake(timestamp, state, now(context), new Outputs(context, out));
  }

  /** The engine's scheduler; {@link #state} is the engine's while its key is current. */
  private EngineScheduler scheduler(Context context) throws Exception {
    state.with(context.timerService());
    String engine = context.getCurrentKey();
    EngineScheduler known = schedulers.get(engine);
    if (known == null) {
      known = new EngineScheduler(engine, catalog.engines().get(engine), state);
      schedulers.put(engine, known);
    }
    return known;
  }

  private static long now(Context context) {
    return context.timerService().currentProcessingTime();
  }

  private final class Outputs implements Exits {
    private final Context context;
    private final Collector<Call> out;

    Outputs(Context context, Collector<Call> out) {
      this.context = context;
      this.out = out;
    }

    @Override
    public void send(Call call) {
      out.collect(call);
    }

    @Override
    public void check(Call call) {
      context.output(OVERDUE, call);
    }

    @Override
    public void giveBack(Call call, FailureClass failure, String detail) {
      context.output(GIVEN_BACK, Answers.unsent(call, failure, detail, now(context)));
    }

    @Override
    public void tell(QueueReport report) {
      metrics.show(report);
      context.output(REPORTS, report);
    }

    @Override
    public void tell(Whereabouts place) {
      context.output(PLACES, place);
    }
  }
}
