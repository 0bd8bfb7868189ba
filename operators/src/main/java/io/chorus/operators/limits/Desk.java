package io.chorus.operators.limits;

import io.chorus.contracts.Account;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Limits;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** One account of one engine, with what is known of it. Used under the engine's lock. */
final class Desk {
  private final String name;
  private final AccountHealth health;
  private final TokenEstimate estimate = new TokenEstimate();
  private final Stock stock;
  private Limits limits;
  private Account account;
  private boolean removed;
  private boolean leasing;
  private final AtomicBoolean unheard = new AtomicBoolean();

  /**
   * @param limits the account's, with a window
   */
  Desk(
      String engine,
      Account account,
      Limits limits,
      int processes,
      long longestCallMs,
      RandomGenerator random) {
    this.name = engine + "/" + account.id();
    this.account = account;
    this.limits = limits;
    this.health = new AccountHealth(random);
    this.stock = new Stock(limits, processes, longestCallMs);
  }

  /** Unique over all engines. */
  String name() {
    return name;
  }

  Account account() {
    return account;
  }

  Limits limits() {
    return limits;
  }

  Stock stock() {
    return stock;
  }

  AccountHealth health() {
    return health;
  }

  TokenEstimate estimate() {
    return estimate;
  }

  /** The same account with another key or other limits; what it did wrong is forgotten. */
  void become(Account next, Limits nextLimits) {
    account = next;
    removed = false;
    health.forget();
    if (!limits.equals(nextLimits)) {
      limits = nextLimits;
      stock.limits(nextLimits);
    }
  }

  /** Nobody is asked in its name any more; what is open ends as it would. */
  void remove() {
    removed = true;
  }

  boolean isRemoved() {
    return removed;
  }

  boolean isLimited() {
    return !limits.areNone();
  }

  boolean isLeasing() {
    return leasing;
  }

  void leasing(boolean on) {
    leasing = on;
  }

  /** True where that is news. */
  boolean becomesUnheard(boolean now) {
    return unheard.getAndSet(now) != now;
  }

  /** Tokens to set apart for a call. */
  long tokensOf(long estimated) {
    return limits.tokensPerMinute() == 0 ? estimated : stock.capped(estimate.of(estimated));
  }

  /** Whether a call may leave in its name now. */
  boolean has(long estimated, long places) {
    return stock.open() < health.window(Math.min(places, stock.places()))
        && (!isLimited() || stock.has(tokensOf(estimated)));
  }

  /** Share of its limits, or of its places, that is left, in [0,1]. */
  double headroom(long places) {
    double most = (double) Math.max(1, Math.min(health.window(places), places));
    double free = 1 - stock.open() / most;
    return isLimited() ? Math.min(free, stock.headroom()) : free;
  }

  /**
   * When a call of a model might leave in its name, as far as is known; now or before where nothing
   * speaks against it.
   */
  long freeAtMs() {
    return Math.max(health.cooledUntilMs(), isLimited() ? stock.dryUntilMs() : 0);
  }

  /** Why nobody is asked in its name; null where somebody may be. */
  FailureClass outFor(long nowMs) {
    return health.outFor(nowMs);
  }
}
