package io.chorus.emulator;

import java.util.ArrayList;
import java.util.List;

/** One account at one engine: what it may do, and all it did. Not thread-safe. */
final class Account {
  private final String engine;
  private final String name;
  private final Limit limit;
  private final Budget requests;
  private final Budget tokens;
  private final Budget day;
  private long requestsTaken;
  private long tokensTaken;
  private long overRequests;
  private long overTokens;
  private long overConcurrency;
  private long inFlight;
  private long maxInFlight;

  /**
   * @param limit null: it has none
   */
  Account(String engine, String name, Limit limit, long nowMs) {
    this.engine = engine;
    this.name = name;
    this.limit = limit;
    this.requests = limit == null ? null : perMinute(limit.requestsPerMinute(), nowMs);
    this.tokens = limit == null ? null : perMinute(limit.tokensPerMinute(), nowMs);
    this.day =
        limit == null || limit.requestsPerDay() == null
            ? null
            : new Budget(limit.requestsPerDay(), Budget.Kind.DAY, nowMs);
  }

  private Budget perMinute(Long most, long nowMs) {
    if (most == null) {
      return null;
    }
    boolean bucket = limit.windowOf(engine) == Limit.Window.BUCKET;
    return new Budget(most, bucket ? Budget.Kind.BUCKET : Budget.Kind.MINUTE, nowMs);
  }

  /**
   * Takes a call in, which is then open until {@link #done}.
   *
   * @return what it is over, and then nothing was taken; null where it is within all limits
   */
  Over take(long callTokens, long nowMs) {
    Over over = over(callTokens, nowMs);
    if (over != null) {
      count(over.what());
      return over;
    }
    for (Budget budget : each(requests, day)) {
      budget.take(1);
    }
    for (Budget budget : each(tokens)) {
      budget.take(callTokens);
    }
    requestsTaken++;
    tokensTaken += callTokens;
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    return null;
  }

  private Over over(long callTokens, long nowMs) {
    for (Budget budget : each(requests, tokens, day)) {
      budget.roll(nowMs);
    }
    if (day != null && !day.has(1)) {
      return new Over(Over.What.DAY, day.limit(), day.waitMs(1, nowMs));
    }
    if (requests != null && !requests.has(1)) {
      return new Over(Over.What.REQUESTS, requests.limit(), requests.waitMs(1, nowMs));
    }
    if (tokens != null && !tokens.has(callTokens)) {
      return new Over(Over.What.TOKENS, tokens.limit(), tokens.waitMs(callTokens, nowMs));
    }
    return limit != null && limit.concurrency() != null && inFlight >= limit.concurrency()
        ? new Over(Over.What.CONCURRENCY, limit.concurrency(), 1_000)
        : null;
  }

  private static List<Budget> each(Budget... budgets) {
    List<Budget> those = new ArrayList<>();
    for (Budget budget : budgets) {
      if (budget != null) {
        those.add(budget);
      }
    }
    return those;
  }

  private void count(Over.What what) {
    switch (what) {
      case REQUESTS, DAY -> overRequests++;
      case TOKENS -> overTokens++;
      case CONCURRENCY -> overConcurrency++;
    }
  }

  void done() {
    inFlight--;
  }

  /** What the engine's headers tell; null for a limit that there is not. */
  Room room(long nowMs) {
    return new Room(level(requests, nowMs), level(tokens, nowMs));
  }

  private static Room.Level level(Budget budget, long nowMs) {
    if (budget == null) {
      return null;
    }
    budget.roll(nowMs);
    return new Room.Level(
        budget.limit(), Math.max(0, budget.left()), budget.waitMs(budget.limit(), nowMs));
  }

  AccountStats stats() {
    return new AccountStats(
        engine,
        name,
        requestsTaken,
        tokensTaken,
        overRequests,
        overTokens,
        overConcurrency,
        inFlight,
        maxInFlight);
  }
}
