package io.chorus.operators.limits;

import io.chorus.contracts.AccountChange;
import io.chorus.contracts.Call;
import io.chorus.contracts.EngineCatalog;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** The accounts of all engines, as one process uses them. Thread-safe. */
public final class Accounts {
  private final Map<String, EngineAccounts> engines = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();

  /**
   * Those that the engines declare.
   *
   * @param processes that may use them at the same time, at most
   * @param worker times what waits; must live until nothing is open after {@link #close}
   */
  public Accounts(
      EngineCatalog catalog,
      RateLimiter limiter,
      int processes,
      ScheduledExecutorService worker,
      Clock clock) {
    RandomGenerator random = RandomGenerator.getDefault();
    catalog
        .engines()
        .forEach(
            (name, spec) ->
                engines.put(
                    name,
                    new EngineAccounts(name, spec, limiter, processes, worker, clock, random)));
  }

  /**
   * Whether a call of one of the engines may leave, once that is known; who has room must end it.
   * Cancelled by {@link #close}.
   */
  public CompletableFuture<Entry> enter(Call call) {
    return engines.get(call.engine()).enter(call);
  }

  /** Room for a call at an account that is none of those, by id, now; null where none is. */
  public Room another(Call call, Set<String> refused) {
    return engines.get(call.engine()).another(call, refused);
  }

  /** Takes over what the admin API says of an account, unless something newer is known. */
  public void change(AccountChange change) {
    EngineAccounts engine = engines.get(change.engine());
    if (engine == null || !isNews(change)) {
      return;
    }
    if (change.removed()) {
      engine.remove(change.account().id());
    } else {
      engine.put(change.account());
    }
  }

  private synchronized boolean isNews(AccountChange change) {
    Long known = versions.get(change.key());
    boolean news = known == null || known < change.version();
    if (news) {
      versions.put(change.key(), change.version());
    }
    return news;
  }

  /** Nobody waits any longer. */
  public void close() {
    engines.values().forEach(EngineAccounts::close);
  }
}
