package io.chorus.standalone.bench.backlog;

import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.jobs.StrictFlink;
import io.chorus.operators.scheduling.SchedulerFunction;
import io.chorus.operators.scheduling.Signal;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Heap;
import io.chorus.standalone.flink.FlinkCluster;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The scheduler without the rest of the pipeline: five engines that answer at once, twenty tenants,
 * three lanes, payloads of 2 KB that no compression makes smaller. Used once in a process.
 */
public final class SchedulerAlone {
  private static final String JOB = "scheduler-alone";
  private static final int PAYLOAD = 2_048;
  private static final int TENANTS = 20;
  private static final long SETTLE_MS = 12_000;
  private static final long POLL_MS = 20;

  private final Path folder;
  private final EngineCatalog catalog;
  private final PrintWriter out;

  /**
   * @param folder for everything; must exist
   * @param catalog its engines are the keys that calls are spread over
   */
  public SchedulerAlone(Path folder, EngineCatalog catalog, PrintWriter out) {
    this.folder = folder;
    this.catalog = catalog;
    this.out = out;
  }

  /**
   * What was measured.
   *
   * @param pairsPerS calls that came in and left, a second
   * @param overheadBytes state bytes of a waiting call beyond its payload
   * @param checkpointS the longest checkpoint while it worked, in seconds
   * @param restoreS from the job's start to the first call that left, in seconds
   * @param heapBeforeMb used heap after a collection with nothing waiting, in MiB
   * @param heapMb the same with everything waiting
   */
  public record Figures(
      double pairsPerS,
      double overheadBytes,
      double checkpointS,
      double restoreS,
      double heapBeforeMb,
      double heapMb) {}

  /** Returns when all is measured. */
  public Figures run(int waiting, int seconds) throws Exception {
    try (FlinkCluster flink = FlinkCluster.start(folder.resolve("flink"), 1)) {
      flink.submit(JOB, job(flink));
      flink.awaitRunning();
      double heapBefore = Heap.usedMb();
      fill(flink, waiting);
      double overhead = (double) flink.checkpointsOf(JOB).stateBytes() / waiting - PAYLOAD;
      long newest = flink.checkpointsOf(JOB).newest();
      Loop.turn();
      double pairs = rate(seconds);
      double checkpoint = flink.checkpointsOf(JOB).longestSince(newest);
      double heap = Heap.usedMb();
      Loop.halt();
      return new Figures(pairs, overhead, checkpoint, restore(flink), heapBefore, heap);
    }
  }

  private void fill(FlinkCluster flink, int waiting) throws InterruptedException {
    long from = System.nanoTime();
    Loop.CALLS.let(waiting);
    while (flink.checkpointsOf(JOB).stateBytes() < (long) waiting * PAYLOAD) {
      Thread.sleep(POLL_MS);
    }
    say("%,d calls wait after %.0f s", waiting, Await.secondsSince(from));
    Thread.sleep(SETTLE_MS);
  }

  private double rate(int seconds) throws InterruptedException {
    long from = System.nanoTime();
    long before = Loop.count();
    long last = before;
    for (int i = 0; i < seconds; i += 10) {
      Thread.sleep(10_000);
      say("%,.0f pairs/s", (Loop.count() - last) / 10.0);
      last = Loop.count();
    }
    return (Loop.count() - before) / Await.secondsSince(from);
  }

  private double restore(FlinkCluster flink) throws InterruptedException {
    Thread.sleep(1_000);
    flink.stop(JOB);
    long before = Loop.count();
    long from = System.nanoTime();
    flink.submit(JOB, job(flink));
    Loop.turn();
    while (Loop.count() == before) {
      Thread.sleep(1);
    }
    double restored = Await.secondsSince(from);
    Loop.halt();
    return restored;
  }

  private StreamExecutionEnvironment job(FlinkCluster flink) {
    StreamExecutionEnvironment env = StrictFlink.environment(flink.checkpoints().resolve(JOB), 1);
    List<String> engines = List.copyOf(catalog.engines().keySet());
    env.fromSource(
            new DataGeneratorSource<>(
                new Calls(engines)::call,
                Long.MAX_VALUE,
                parallelism -> through(Loop.CALLS),
                TypeInformation.of(Call.class)),
            WatermarkStrategy.noWatermarks(),
            "calls")
        .uid("calls")
        .keyBy(Call::engine)
        .connect(
            env.fromSource(
                    new DataGeneratorSource<>(
                        number -> Loop.back(),
                        Long.MAX_VALUE,
                        parallelism -> through(Loop.ANSWERS),
                        TypeInformation.of(Signal.class)),
                    WatermarkStrategy.noWatermarks(),
                    "answers")
                .uid("answers")
                .keyBy(Signal::engine))
        .process(new SchedulerFunction(catalog))
        .name("scheduler")
        .uid("scheduler")
        .map(
            call -> {
              Loop.left(call);
              return call;
            })
        .returns(Call.class)
        .name("engines")
        .uid("engines")
        .sinkTo(new DiscardingSink<>())
        .name("end")
        .uid("end");
    return env;
  }

  @SuppressWarnings("unchecked")
  private static RateLimiter<NumberSequenceSplit> through(Gate<?> gate) {
    return (RateLimiter<NumberSequenceSplit>) gate;
  }

  private void say(String form, Object... values) {
    out.printf("  " + form + "%n", values);
    out.flush();
  }

  /** The same call for the same number. */
  private static final class Calls implements Serializable {
    private static final int TEXT = 16 << 20;
    private static final List<Lane> LANES = List.of(Lane.values());
    private static final String RANDOM = random();
    private final List<String> engines;

    Calls(List<String> engines) {
      this.engines = engines;
    }

    private static String random() {
      Random random = new Random(1);
      StringBuilder text = new StringBuilder(TEXT);
      for (int i = 0; i < TEXT; i++) {
        text.append((char) (' ' + random.nextInt(95)));
      }
      return text.toString();
    }

    Call call(long number) {
      String id = new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0000L | number).toString();
      int hash = Long.hashCode(number * 0x9E37_79B9_7F4A_7C15L);
      String engine = engines.get(Math.floorMod(hash, engines.size()));
      int from = Math.floorMod(hash * 31, TEXT - PAYLOAD);
      long now = System.currentTimeMillis();
      return new Call(
          SchemaVersion.CURRENT,
          "tenant-" + number % TENANTS,
          id,
          id,
          1,
          0,
          1,
          null,
          engine,
          "some-model",
          LANES.get((int) (number / TENANTS % LANES.size())),
          "internal",
          now,
          now,
          0,
          now + 7 * 86_400_000L,
          500,
          0,
          0,
          0,
          Call.Kind.NEW,
          false,
          RANDOM.substring(from, from + 64),
          Payload.of(RANDOM.substring(from, from + PAYLOAD)));
    }
  }
}
