package io.chorus.standalone.bench.limits;

import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.SecretRef;
import io.chorus.emulator.AccountStats;
import io.chorus.emulator.EmulatorOptions;
import io.chorus.emulator.EngineEmulator;
import io.chorus.emulator.RunningEmulator;
import io.chorus.servers.LocalRedis;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Eight subtasks call three accounts at twice what they may take, and the emulated engine counts.
 * Used once.
 */
public final class LimitsBench {
  private static final int SUBTASKS = 8;

  /** Of some 70 calls a second that the accounts allow together. */
  private static final double CALLS_PER_S = 140;

  private static final long MINUTE_MS = 60_000;
  private static final long STEP_MS = 20;

  /** As long as a limiter that was empty needs, and then to the next minute of the clock. */
  private static final long WARM_UP_MS = 8_000;

  private static final long WITHOUT_REDIS_MS = 75_000;
  private static final long AFTER_REDIS_MS = 75_000;

  private final Path folder;
  private final PrintWriter out;
  private final List<Subtask> subtasks = new ArrayList<>();
  private RunningEmulator emulator;
  private double owed;
  private long turn;

  /** Sums of what is open at a time. */
  private record Seen(long samples, long open) {
    Seen plus(long more) {
      return new Seen(samples + 1, open + more);
    }

    double mean() {
      return (double) open / samples;
    }
  }

  public LimitsBench(Path folder, PrintWriter out) {
    this.folder = folder;
    this.out = out;
  }

  /** Returns when all that was sent has come back. */
  public LimitsReport run(int minutes) throws Exception {
    try (LocalRedis redis = LocalRedis.start(folder.resolve("redis"));
        RunningEmulator running =
            EngineEmulator.start(
                EmulatorOptions.journalTo(folder.resolve("journal.jsonl"))
                    .withSettings(LimitedAccounts.enforced()))) {
      emulator = running;
      open(redis);
      return measured(redis, minutes);
    } finally {
      subtasks.forEach(Subtask::close);
    }
  }

  private void open(LocalRedis redis) throws Exception {
    EngineCatalog catalog =
        LimitedAccounts.declared(folder, emulator.baseUrl(LimitedAccounts.ENGINE));
    SecretRef password = new SecretRef("file:" + folder.resolve("redis").resolve("password"));
    RedisConfig config = new RedisConfig("127.0.0.1", redis.port(), password);
    for (int i = 0; i < SUBTASKS; i++) {
      subtasks.add(new Subtask(i, SUBTASKS, catalog, config));
    }
  }

  private LimitsReport measured(LocalRedis redis, int minutes) throws Exception {
    long nowMs = System.currentTimeMillis();
    long fromMs = (nowMs + WARM_UP_MS) / MINUTE_MS * MINUTE_MS + MINUTE_MS;
    say("warming up to the next minute, %d s", (fromMs - nowMs) / 1_000);
    load(fromMs);
    AccountStats requests = stats(LimitedAccounts.REQUESTS);
    AccountStats tokens = stats(LimitedAccounts.TOKENS);
    say("twice the limits for %d min", minutes);
    Seen seen = load(fromMs + minutes * MINUTE_MS);
    double requestsUsed =
        used(
            stats(LimitedAccounts.REQUESTS).requests() - requests.requests(),
            minutes * LimitedAccounts.REQUESTS_PER_MINUTE);
    double tokensUsed =
        used(
            stats(LimitedAccounts.TOKENS).tokens() - tokens.tokens(),
            minutes * LimitedAccounts.TOKENS_PER_MINUTE);
    long overshoot = overshoot();
    long answered = answered();
    say("Redis is killed");
    redis.kill();
    load(System.currentTimeMillis() + WITHOUT_REDIS_MS);
    say("Redis is back, empty");
    redis.restart();
    load(System.currentTimeMillis() + AFTER_REDIS_MS);
    return new LimitsReport(
        overshoot,
        requestsUsed,
        seen.mean() / LimitedAccounts.CONCURRENCY,
        tokensUsed,
        overshoot() - overshoot,
        answered() - answered,
        minutes,
        SUBTASKS,
        answered());
  }

  private static double used(long used, long allowed) {
    return (double) used / allowed;
  }

  /** Offers calls evenly, to each subtask in turn, whatever becomes of them. */
  private Seen load(long untilMs) throws Exception {
    Seen seen = new Seen(0, 0);
    for (long now = System.currentTimeMillis(); now < untilMs; now = System.currentTimeMillis()) {
      long started = System.nanoTime();
      Thread.sleep(Math.min(STEP_MS, untilMs - now));
      owed += CALLS_PER_S * (System.nanoTime() - started) / 1e9;
      for (; owed >= 1; owed--) {
        subtasks.get((int) (turn++ % SUBTASKS)).offer();
      }
      subtasks.forEach(Subtask::dispatch);
      seen = seen.plus(stats(LimitedAccounts.PLACES).inFlight());
    }
    return seen;
  }

  /** Its key is its name. */
  private AccountStats stats(String account) {
    return emulator.account(LimitedAccounts.ENGINE, account);
  }

  private long overshoot() {
    return emulator.accounts().stream().mapToLong(AccountStats::overshoot).sum();
  }

  private long answered() {
    return subtasks.stream().mapToLong(Subtask::answered).sum();
  }

  private void say(String form, Object... values) {
    out.printf(Locale.ROOT, "  " + form + "%n", values);
    out.flush();
  }
}
