package io.chorus.standalone.bench.ledger;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.Holder;
import io.chorus.connector.postgres.Ledger;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.postgres.Spend;
import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Usage;
import io.chorus.standalone.bench.Await;
import io.chorus.standalone.bench.Evenly;
import io.chorus.standalone.bench.Quantiles;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Claims and records calls as fast as it can, then at an easy pace. Used once. */
public final class LedgerBench {
  private static final int ANSWER_CHARS = 1_600;
  private static final int IN_FLIGHT = 256;
  private static final int WARM_UP = 30_000;
  private static final Duration SUSTAINED = Duration.ofSeconds(20);
  private static final int SAMPLES = 600;
  private static final int PER_SECOND = 20;
  private static final long COST_NANO_USD = 1_000;
  private static final long DAY_MS = 86_400_000;

  private final PostgresConfig postgres;
  private final PrintWriter out;
  private final Payload text = new Payload("x".repeat(ANSWER_CHARS));
  private final Payload prompt = new Payload("{}");

  /**
   * @param postgres a database of its own, durable and empty
   */
  public LedgerBench(PostgresConfig postgres, PrintWriter out) {
    this.postgres = postgres;
    this.out = out;
  }

  /**
   * Measures.
   *
   * @param past calls that are in the ledger before
   */
  public LedgerReport run(long past) throws Exception {
    try (Database database = Database.open(postgres)) {
      database.migrate();
      if (past > 0) {
        PastCalls.fill(postgres, past, out);
      }
      ExecutorService worker = Executors.newSingleThreadExecutor();
      try (Holder holder = Holder.acquire(database, "bench");
          Ledger ledger = new Ledger(database, holder)) {
        out.println("  measuring");
        out.flush();
        flatOut(ledger, worker, WARM_UP, Long.MAX_VALUE);
        double perSecond = sustained(ledger, worker);
        Queue<Double> ms = atAnEasyPace(ledger, worker);
        double spendS = spendS(database);
        return new LedgerReport(
            Quantiles.of(ms, 0.5), perSecond, Quantiles.of(ms, 0.99), past, spendS);
      } finally {
        worker.shutdown();
      }
    }
  }

  private static double spendS(Database database) {
    long from = System.nanoTime();
    List<Spend.Line> lines =
        new Spend(database)
            .spent(List.of(Dimension.TENANT, Dimension.DAY), null, Instant.EPOCH, Instant.now());
    if (lines.isEmpty()) {
      throw new IllegalStateException("nothing was spent");
    }
    return Await.secondsSince(from);
  }

  private double sustained(Ledger ledger, ExecutorService worker) throws InterruptedException {
    long from = System.nanoTime();
    long calls = flatOut(ledger, worker, Long.MAX_VALUE, from + SUSTAINED.toNanos());
    return calls / Await.secondsSince(from);
  }

  /** So many calls, or until then; returns how many when all are recorded. */
  private long flatOut(Ledger ledger, ExecutorService worker, long most, long untilNanos)
      throws InterruptedException {
    Semaphore places = new Semaphore(IN_FLIGHT);
    long calls = 0;
    while (calls < most && System.nanoTime() < untilNanos) {
      places.acquire();
      calls++;
      CompletableFuture<Answer> unused =
          pay(ledger, worker).whenComplete((answer, fault) -> places.release());
    }
    places.acquire(IN_FLIGHT);
    return calls;
  }

  private Queue<Double> atAnEasyPace(Ledger ledger, ExecutorService worker)
      throws InterruptedException {
    Queue<Double> ms = new ConcurrentLinkedQueue<>();
    Evenly.run(
        SAMPLES,
        PER_SECOND,
        () -> {
          long from = System.nanoTime();
          CompletableFuture<Answer> unused =
              pay(ledger, worker)
                  .whenComplete((answer, fault) -> ms.add((System.nanoTime() - from) / 1e6));
        });
    while (ms.size() < SAMPLES) {
      Thread.sleep(10);
    }
    return ms;
  }

  private CompletableFuture<Answer> pay(Ledger ledger, ExecutorService worker) {
    Call call = call();
    return ledger.claim(call).thenComposeAsync(claim -> ledger.record(call, answer(call)), worker);
  }

  private Call call() {
    long now = System.currentTimeMillis();
    String id = TaskIds.fresh(Instant.ofEpochMilli(now));
    return new Call(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        id,
        id,
        1,
        0,
        1,
        null,
        "openai",
        "model",
        Lane.STANDARD,
        "public",
        now,
        now,
        0,
        now + DAY_MS,
        400,
        COST_NANO_USD,
        0,
        0,
        Call.Kind.NEW,
        false,
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        prompt);
  }

  private Answer answer(Call call) {
    long now = System.currentTimeMillis();
    return new Answer(
        SchemaVersion.CURRENT,
        call.tenant(),
        call.taskId(),
        call.rootId(),
        call.round(),
        call.slot(),
        call.number(),
        call.engine(),
        call.lane(),
        call.engine(),
        call.model(),
        null,
        null,
        0,
        new Usage(20, 400),
        COST_NANO_USD,
        now,
        now,
        false,
        text);
  }
}
