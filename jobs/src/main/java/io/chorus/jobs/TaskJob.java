package io.chorus.jobs;

import io.chorus.connector.kafka.KafkaSinks;
import io.chorus.connector.kafka.KafkaSources;
import io.chorus.connector.kafka.access.KafkaDoor;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Event;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Inquiry;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import io.chorus.operators.analytics.Events;
import io.chorus.operators.lifecycle.LifecycleFunction;
import io.chorus.operators.lifecycle.Told;
import io.chorus.operators.planning.LearnFunction;
import io.chorus.operators.planning.Observation;
import io.chorus.operators.scheduling.SchedulerFunction;
import io.chorus.operators.scheduling.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * Owns tasks.
 *
 * <pre>
 *  tasks, tasks.raw.* ─► decode ─► admit ─► keyed by task: LIFECYCLE ─► finished ─► commit ─► results.*
 *                          │ rejected │        │ calls ▲ answers, control, inquiries, guidance ◄─ learn
 *                          ▼          ▼        ▼       └──────────────┐
 *  calls.dead, unanswered ─► keep       keyed by engine: SCHEDULER ◄──┤ ─► queues, whereabouts
 *                            │                 │ overdue ─► ledger     │
 *                            ▼                 ▼        │ given back  │
 *                    dead-letters     RabbitMQ calls.*  └────► answers (Kafka)
 * </pre>
 */
public final class TaskJob {
  public static final String NAME = "task-job";

  /**
   * Six times the usual: urgent tasks feel each, and here nobody's acknowledgement waits for one.
   * So much is read again after a kill, and nothing of it paid again.
   */
  private static final Duration CHECKPOINT_INTERVAL =
      StrictFlink.CHECKPOINT_INTERVAL.multipliedBy(6);

  /** Tasks that wait for the database at once; each is one row of a group commit. */
  private static final int COMMITS_IN_FLIGHT = 500;

  /** Letters may be large. */
  private static final int LETTERS_IN_FLIGHT = 50;

  /**
   * The database is waited for as long as it takes: a task that is late is better than a task that
   * is lost.
   */
  private static final long PATIENCE_DAYS = 365;

  private TaskJob() {}

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
    env.getCheckpointConfig().setCheckpointInterval(CHECKPOINT_INTERVAL.toMillis());
    SingleOutputStreamOperator<Decoded> decoded =
        env.fromSource(
                KafkaSources.tasks(config.kafka()), WatermarkStrategy.noWatermarks(), "tasks")
            .uid("tasks")
            .process(new DecodeFunction(config.catalog()))
            .name("decode")
            .uid("decode");
    SingleOutputStreamOperator<Task> admitted =
        AsyncDataStream.unorderedWait(
                decoded,
                new AdmitFunction(config.postgres()),
                PATIENCE_DAYS,
                TimeUnit.DAYS,
                COMMITS_IN_FLIGHT)
            .name("admit")
            .uid("admit")
            .process(new RejectConflicts())
            .name("reject-conflicts")
            .uid("reject-conflicts");
    DataStream<Answer> answers =
        env.fromSource(
                KafkaSources.own(config.kafka(), Topics.ANSWERS, NAME, Answer.class),
                WatermarkStrategy.noWatermarks(),
                "answers")
            .uid("answers");
    DataStream<Hold> holds =
        env.fromSource(
                KafkaSources.own(config.kafka(), Topics.CONTROL, NAME + "-control", Hold.class),
                WatermarkStrategy.noWatermarks(),
                "control")
            .uid("control");
    DataStream<Inquiry> inquiries =
        env.fromSource(
                KafkaSources.own(
                    config.kafka(), Topics.INQUIRIES, NAME + "-inquiries", Inquiry.class),
                WatermarkStrategy.noWatermarks(),
                "inquiries")
            .uid("inquiries");
    SingleOutputStreamOperator<Call> asked =
        told(admitted, answers, holds, inquiries)
            .keyBy(Told::taskId)
            .connect(guidance(env, config).broadcast(LifecycleFunction.GUIDANCE))
            .process(new LifecycleFunction(config.catalog(), config.policy()))
            .name("lifecycle")
            .uid("lifecycle");
    SingleOutputStreamOperator<Call> dispatched =
        asked
            .keyBy(Call::engine)
            .connect(
                signals(answers, holds, config.catalog())
                    .union(sought(asked))
                    .keyBy(Signal::engine))
            .process(new SchedulerFunction(config.catalog()))
            .name("scheduler")
            .uid("scheduler");
    dispatched
        .union(overdue(dispatched, config))
        .sinkTo(Lanes.sink(config.rabbitmq()))
        .name("calls")
        .uid("calls");
    dispatched
        .getSideOutput(SchedulerFunction.GIVEN_BACK)
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfAnswer())))
        .name("given-back")
        .uid("given-back");
    dispatched
        .getSideOutput(SchedulerFunction.REPORTS)
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfQueueReport())))
        .name("queues")
        .uid("queues");
    dispatched
        .getSideOutput(SchedulerFunction.PLACES)
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfWhereabouts())))
        .name("whereabouts")
        .uid("whereabouts");
    DataStream<Committed> committed =
        committed(asked.getSideOutput(LifecycleFunction.FINISHED), config);
    committed
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfResult())))
        .name("results")
        .uid("results");
    committed
        .map(done -> Events.taskFinished(done.result()))
        .returns(Event.class)
        .name("finished-events")
        .uid("finished-events")
        .sinkTo(
            new Flushed<>(
                KafkaSinks.json(config.kafka(), new Addresses.OfEvent(), StrictFlink.EVENT_LINGER)))
        .name("events")
        .uid("events");
    learned(asked, config);
    kept(letters(env, config, decoded, admitted, asked), config)
        .filter(letter -> letter.kind() == Letter.Kind.REJECTED)
        .name("rejected")
        .uid("rejected")
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfLetter())))
        .name("dead-letters")
        .uid("dead-letters");
  }

  /** Policy and engines' records: the newest of each, from the beginning of the topic. */
  private static DataStream<Guidance> guidance(StreamExecutionEnvironment env, JobsConfig config) {
    return env.fromSource(
            KafkaSources.own(config.kafka(), Topics.GUIDANCE, NAME + "-guidance", Guidance.class),
            WatermarkStrategy.noWatermarks(),
            "guidance")
        .uid("guidance");
  }

  /** How engines did comes back to the planner as guidance. */
  private static void learned(SingleOutputStreamOperator<Call> asked, JobsConfig config) {
    asked
        .getSideOutput(LifecycleFunction.OBSERVED)
        .keyBy(Observation::key)
        .process(new LearnFunction())
        .name("learn")
        .uid("learn")
        .sinkTo(
            new Flushed<>(
                KafkaSinks.json(
                    config.kafka(), new Addresses.OfGuidance(), StrictFlink.EVENT_LINGER)))
        .name("learned")
        .uid("learned");
  }

  private static DataStream<Told> told(
      DataStream<Task> tasks,
      DataStream<Answer> answers,
      DataStream<Hold> holds,
      DataStream<Inquiry> inquiries) {
    return tasks
        .map(Told::of)
        .returns(Told.class)
        .name("begun")
        .uid("begun")
        .union(
            answers.map(Told::of).returns(Told.class).name("told").uid("told"),
            holds
                .flatMap((Hold hold, Collector<Told> out) -> Told.of(hold).forEach(out::collect))
                .returns(Told.class)
                .name("held")
                .uid("held"),
            inquiries.map(Told::of).returns(Told.class).name("inquired").uid("inquired"));
  }

  /** The slim form of an answer frees a place in the scheduler's window. */
  private static DataStream<Signal> signals(
      DataStream<Answer> answers, DataStream<Hold> holds, EngineCatalog catalog) {
    return answers
        .map(Signal::of)
        .returns(Signal.class)
        .name("freed")
        .uid("freed")
        .union(
            holds
                .flatMap(
                    (Hold hold, Collector<Signal> out) ->
                        Signal.of(hold, catalog).forEach(out::collect))
                .returns(Signal.class)
                .name("signals")
                .uid("signals"));
  }

  private static DataStream<Signal> sought(SingleOutputStreamOperator<Call> asked) {
    return asked
        .getSideOutput(LifecycleFunction.SOUGHT)
        .map(Signal::of)
        .returns(Signal.class)
        .name("sought")
        .uid("sought");
  }

  /** What left long ago and nobody has in hand: a purged broker or a lost process loses nothing. */
  private static DataStream<Call> overdue(
      SingleOutputStreamOperator<Call> dispatched, JobsConfig config) {
    return AsyncDataStream.unorderedWait(
            dispatched.getSideOutput(SchedulerFunction.OVERDUE),
            new OverdueFunction(config.postgres()),
            PATIENCE_DAYS,
            TimeUnit.DAYS,
            COMMITS_IN_FLIGHT)
        .name("overdue")
        .uid("overdue");
  }

  private static DataStream<Committed> committed(DataStream<Result> finished, JobsConfig config) {
    return AsyncDataStream.unorderedWait(
            finished,
            new CommitFunction(config.postgres()),
            PATIENCE_DAYS,
            TimeUnit.DAYS,
            COMMITS_IN_FLIGHT)
        .name("commit")
        .uid("commit");
  }

  /** Whatever could not be done: no task, no call, no answer. */
  private static DataStream<Letter> letters(
      StreamExecutionEnvironment env,
      JobsConfig config,
      SingleOutputStreamOperator<Decoded> decoded,
      SingleOutputStreamOperator<Task> admitted,
      SingleOutputStreamOperator<Call> asked) {
    DataStream<Letter> dead =
        env.fromSource(
                Lanes.dead(config.rabbitmq()), WatermarkStrategy.noWatermarks(), "dead-calls")
            .uid("dead-calls");
    DataStream<Letter> unanswered =
        AsyncDataStream.unorderedWait(
                asked.getSideOutput(LifecycleFunction.UNDELIVERABLE),
                new LetterFunction(config.postgres()),
                PATIENCE_DAYS,
                TimeUnit.DAYS,
                COMMITS_IN_FLIGHT)
            .name("unanswered")
            .uid("unanswered");
    return decoded
        .getSideOutput(DecodeFunction.REJECTED)
        .union(admitted.getSideOutput(RejectConflicts.REJECTED), dead, unanswered);
  }

  private static DataStream<Letter> kept(DataStream<Letter> letters, JobsConfig config) {
    return AsyncDataStream.unorderedWait(
            letters,
            new KeepFunction(config.postgres()),
            PATIENCE_DAYS,
            TimeUnit.DAYS,
            LETTERS_IN_FLIGHT)
        .name("keep")
        .uid("keep");
  }
}
