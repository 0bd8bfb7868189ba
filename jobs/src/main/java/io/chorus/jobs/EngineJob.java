package io.chorus.jobs;

import io.chorus.connector.kafka.KafkaSinks;
import io.chorus.connector.kafka.access.KafkaDoor;
import io.chorus.connector.rabbitmq.RabbitMQSource;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Event;
import io.chorus.operators.analytics.Events;
import io.chorus.operators.asking.AskFunction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Owns calls. Two chains for each engine, so that neither another engine nor bulk work stands in
 * the way of urgent calls.
 *
 * <pre>
 *  calls.&lt;engine&gt;.priority        ─► ask ─┐
 *  calls.&lt;engine&gt;.standard, batch ─► ask ─┼─► answers, events (Kafka)
 *  … the same for every engine …          ─┘
 * </pre>
 */
public final class EngineJob {
  public static final String NAME = "engine-job";

  /** Flink must never give up on an ask: how long one may take is the asker's business. */
  private static final long PATIENCE_DAYS = 365;

  /** Waiting copies of a call hold no permit, so there is room for as many again. */
  private static final int ROOM_PER_PERMIT = 2;

  private EngineJob() {}

  /**
   * @param args the YAML file of {@link JobsConfig}, and {@code --engines NAME[,NAME…]} for a job
   *     of some engines only
   */
  public static void main(String[] args) throws Exception {
    JobsConfig config = JobsConfig.load(Path.of(args[0]));
    KafkaDoor.check(config.kafka());
    EngineChoice choice = EngineChoice.of(args, config.catalog());
    StreamExecutionEnvironment env =
        StrictFlink.environment(config.checkpointsOf(choice.jobName()), config.parallelism());
    build(env, config, choice.engines());
    env.execute(choice.jobName());
  }

  /** The job of all engines. */
  public static void build(StreamExecutionEnvironment env, JobsConfig config) {
    build(env, config, List.copyOf(config.catalog().engines().keySet()));
  }

  static void build(StreamExecutionEnvironment env, JobsConfig config, List<String> engines) {
    List<DataStream<Answer>> chains = new ArrayList<>();
    for (String engine : engines) {
      EngineSpec spec = config.catalog().engine(engine);
      chains.add(urgent(env, config, engine, spec));
      chains.add(bulk(env, config, engine, spec));
    }
    DataStream<Answer> answers = union(chains);
    answers
        .sinkTo(new Flushed<>(KafkaSinks.json(config.kafka(), new Addresses.OfAnswer())))
        .name("answers")
        .uid("answers");
    answers
        .filter(Events::isCall)
        .name("calls-made")
        .uid("calls-made")
        .map(Events::callEnded)
        .returns(Event.class)
        .name("call-events")
        .uid("call-events")
        .sinkTo(
            new Flushed<>(
                KafkaSinks.json(config.kafka(), new Addresses.OfEvent(), StrictFlink.EVENT_LINGER)))
        .name("events")
        .uid("events");
  }

  /**
   * Completed when the calls that are still open in this process, sent for a job that has ended,
   * are recorded. Who stops a process in good order waits for it: what is cut off then has been
   * paid for, and is paid for again after the next start.
   */
  public static CompletableFuture<Void> drained() {
    return ProcessAsker.drained();
  }

  private static DataStream<Answer> urgent(
      StreamExecutionEnvironment env, JobsConfig config, String engine, EngineSpec spec) {
    int room = ROOM_PER_PERMIT * spec.permits();
    return asked(
        env, config, Lanes.priority(config.rabbitmq(), engine), engine + "-priority", room);
  }

  private static DataStream<Answer> bulk(
      StreamExecutionEnvironment env, JobsConfig config, String engine, EngineSpec spec) {
    int room = ROOM_PER_PERMIT * spec.bulkPermits();
    return asked(env, config, Lanes.bulk(config.rabbitmq(), engine), engine + "-bulk", room);
  }

  private static DataStream<Answer> asked(
      StreamExecutionEnvironment env,
      JobsConfig config,
      RabbitMQSource<Call> source,
      String chain,
      int room) {
    DataStream<Call> calls =
        env.fromSource(source, WatermarkStrategy.noWatermarks(), chain).uid(chain);
    return AsyncDataStream.unorderedWait(
            calls, new AskFunction(new ProcessAsker(config)), PATIENCE_DAYS, TimeUnit.DAYS, room)
        .name("ask-" + chain)
        .uid("ask-" + chain);
  }

  private static DataStream<Answer> union(List<DataStream<Answer>> chains) {
    DataStream<Answer> all = chains.get(0);
    for (DataStream<Answer> chain : chains.subList(1, chains.size())) {
      all = all.union(chain);
    }
    return all;
  }
}
