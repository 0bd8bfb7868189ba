package io.chorus.standalone.bench.limits;

import io.chorus.connector.engines.EngineClients;
import io.chorus.connector.redis.AccountLeases;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.Lane;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Tenants;
import io.chorus.jobs.SharedLimits;
import io.chorus.jobs.SpokenEngines;
import io.chorus.operators.asking.AnswerCache;
import io.chorus.operators.asking.Asker;
import io.chorus.operators.asking.CallLedger;
import io.chorus.operators.asking.Claimed;
import io.chorus.operators.limits.Accounts;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of many that share accounts, with all that a process of its own would have: nothing but Redis
 * joins them. Its ledger says yes to everything.
 */
final class Subtask implements AutoCloseable {
  /** An engine's places, and a little more. */
  private static final int WINDOW = 72;

  private static final int LEAST_CHARS = 200;
  private static final int MORE_CHARS = 1_600;
  private static final int DAY_MS = 86_400_000;
  private static final int CHARS_PER_TOKEN = 4;

  /** What is expected of an answer, which the emulated engine knows nothing of. */
  private static final int OUTPUT_TOKENS = 60;

  private final int number;
  private final Random random;
  private final AccountLeases leases;
  private final EngineClients engines;
  private final ScheduledExecutorService worker;
  private final Asker asker;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong onTheirWay = new AtomicLong();
  private long asked;

  Subtask(int number, int of, EngineCatalog catalog, RedisConfig redis) {
    this.number = number;
    this.random = new Random(number);
    this.leases = new AccountLeases(redis, "subtask-" + number);
    this.engines = EngineClients.of(catalog);
    this.worker = Executors.newSingleThreadScheduledExecutor();
    Clock clock = Clock.systemUTC();
    Accounts accounts = new Accounts(catalog, new SharedLimits(leases), of, worker, clock);
    this.asker =
        new Asker(
            catalog,
            new Yes(),
            new SpokenEngines(catalog, engines),
            accounts,
            AnswerCache.NONE,
            worker,
            clock);
  }

  /** One more call waits. */
  void offer() {
    waiting.incrementAndGet();
  }

  /** Has as many calls on their way as a scheduler would; what finds no room waits again. */
  void dispatch() {
    while (waiting.get() > 0 && onTheirWay.get() < WINDOW) {
      waiting.decrementAndGet();
      onTheirWay.incrementAndGet();
      ask();
    }
  }

  private void ask() {
    CompletableFuture<Answer> unused =
        asker.ask(call()).whenComplete((answer, fault) -> back(answer));
  }

  /**
   * @param answer null where the bench ends
   */
  private void back(Answer answer) {
    onTheirWay.decrementAndGet();
    if (answer != null && answer.answered()) {
      answered.incrementAndGet();
    } else {
      waiting.incrementAndGet();
    }
  }

  long answered() {
    return answered.get();
  }

  private Call call() {
    String id = "%08d-0000-7000-8000-%012d".formatted(number, asked++);
    int chars = LEAST_CHARS + random.nextInt(MORE_CHARS);
    ChatRequest request =
        new ChatRequest(
            List.of(new ChatMessage("user", id + "x".repeat(chars))),
            null,
            null,
            null,
            List.of(),
            null);
    long nowMs = System.currentTimeMillis();
    return new Call(
        SchemaVersion.CURRENT,
        Tenants.DEFAULT,
        id,
        id,
        1,
        0,
        1,
        null,
        LimitedAccounts.ENGINE,
        LimitedAccounts.MODEL,
        Lane.BATCH,
        "public",
        nowMs,
        nowMs,
        0,
        nowMs + DAY_MS,
        chars / CHARS_PER_TOKEN + OUTPUT_TOKENS,
        0,
        0,
        0,
        Call.Kind.NEW,
        false,
        "0",
        Payload.of(Json.writeText(request)));
  }

  @Override
  public void close() {
    asker.close().join();
    engines.close();
    worker.shutdown();
    leases.close();
  }

  private static final class Yes implements CallLedger {
    @Override
    public CompletableFuture<Claimed> claim(Call call, boolean alone) {
      return CompletableFuture.completedFuture(Claimed.GRANTED);
    }

    @Override
    public CompletableFuture<Answer> record(Call call, Answer answer) {
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<Void> release(Call call) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public long lapses() {
      return 0;
    }
  }
}
