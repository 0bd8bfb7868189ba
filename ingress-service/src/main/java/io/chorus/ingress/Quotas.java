package io.chorus.ingress;

import io.chorus.connector.postgres.BudgetStore;
import io.chorus.connector.postgres.BudgetStore.Budget;
import io.chorus.connector.postgres.DatabaseException;
import io.chorus.connector.postgres.Quota;
import io.chorus.connector.postgres.QuotaStore;
import io.chorus.connector.postgres.QuotaStore.Taken;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tenants within what they may ask. A tenant without a quota is not counted and waits for
 * nothing; a change of a quota counts at every replica within two seconds. Thread-safe.
 */
final class Quotas implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Quotas.class);
  private static final long REFRESH_MS = 1_000;
  private static final long LIMIT_S = 10;
  private static final int MINUTE_S = 60;
  private static final String SOON_S = "2";

  /** Calls that wait, of a tenant without a quota: its batches come in up to that. */
  private static final long MOST_WAITING = 1_000_000;

  private final QuotaStore store;
  private final BudgetStore budgetStore;
  private final InFlight inFlight;
  private final Clock clock;
  private final Turns turns;

  /** Beyond it the store would block who asks. */
  private final Semaphore room = new Semaphore(QuotaStore.CAPACITY);

  /** Null until they are known. */
  private volatile Limits limits;

  private record Limits(Map<String, Quota> quotas, Map<String, Budget> budgets) {}

  private Quotas(QuotaStore store, BudgetStore budgetStore, InFlight inFlight, Clock clock) {
    this.store = store;
    this.budgetStore = budgetStore;
    this.inFlight = inFlight;
    this.clock = clock;
    this.turns = Turns.begin("ingress-quotas", "quotas stay as they were", REFRESH_MS, this::read);
  }

  /** Where the database is away, nobody is let in to ask until it is back. */
  static Quotas follow(QuotaStore store, BudgetStore budgetStore, InFlight inFlight, Clock clock) {
    Quotas quotas = new Quotas(store, budgetStore, inFlight, clock);
    try {
      quotas.read();
    } catch (DatabaseException e) {
      LOG.warn("quotas are not known yet: {}", e.toString());
    }
    return quotas;
  }

  private void read() {
    limits = new Limits(by(Quota::tenant, store.all()), by(Budget::tenant, budgetStore.all()));
  }

  private static <T> Map<String, T> by(Function<T, String> tenant, List<T> all) {
    return all.stream().collect(Collectors.toUnmodifiableMap(tenant, Function.identity()));
  }

  /**
   * Counts a request, and tells in the answer's headers what is left. Fails with a {@link
   * RefusedException} where it is too much.
   *
   * @param tokens estimated
   */
  Future<Void> admit(RoutingContext context, long tokens) {
    String tenant = Identity.of(context).tenant();
    Limits known = limits;
    if (known == null) {
      return refused(Refusal.noDatabase());
    }
    Budget budget = known.budgets().get(tenant);
    if (budget != null
        && budget.limitNanoUsd() != null
        && budget.spentNanoUsd() >= budget.limitNanoUsd()) {
      return refused(Refusal.overBudget());
    }
    Quota quota = known.quotas().get(tenant);
    if (quota == null) {
      return Future.succeededFuture();
    }
    Future<Void> counted =
        quota.isByMinute() ? counted(context, quota, tokens) : Future.succeededFuture();
    return counted.compose(fits -> entered(context.response(), quota));
  }

  private Future<Void> entered(HttpServerResponse response, Quota quota) {
    if (quota.inFlight() == null || inFlight.enter(quota.tenant(), quota.inFlight())) {
      return Future.succeededFuture();
    }
    response.putHeader("Retry-After", SOON_S);
    return refused(
        Refusal.overQuota("in_flight", "calls waiting or on their way", quota.inFlight()));
  }

  /** How many more lines of a tenant's batches may come in now; 0 or less for none. */
  long roomToFeed(String tenant) {
    Limits known = limits;
    if (known == null) {
      return 0;
    }
    Quota quota = known.quotas().get(tenant);
    long most = quota == null || quota.inFlight() == null ? MOST_WAITING : quota.inFlight();
    return most - inFlight.of(tenant);
  }

  /** Counts lines of a tenant's batches that have come in. */
  void fed(String tenant, int lines) {
    inFlight.add(tenant, lines);
  }

  private Future<Void> counted(RoutingContext context, Quota quota, long tokens) {
    if (!room.tryAcquire()) {
      return refused(Refusal.busy());
    }
    long nowS = clock.millis() / 1_000;
    return Future.fromCompletionStage(
            store
                .take(quota, tokens, nowS / MINUTE_S)
                .whenComplete((taken, failure) -> room.release()),
            context.vertx().getOrCreateContext())
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(
            cause -> {
              LOG.warn("a request is not counted: {}", cause.toString());
              return Future.failedFuture(Refusal.noDatabase().asException());
            })
        .compose(taken -> told(context.response(), quota, tokens, taken, nowS));
  }

  private static Future<Void> told(
      HttpServerResponse response, Quota quota, long tokens, Taken taken, long nowS) {
    long resetS = MINUTE_S - nowS % MINUTE_S;
    tell(response, "requests", quota.requestsPerMinute(), taken.requests(), resetS);
    tell(response, "tokens", quota.tokensPerMinute(), taken.tokens(), resetS);
    if (taken.granted()) {
      return Future.succeededFuture();
    }
    boolean byRequests =
        quota.requestsPerMinute() != null && taken.requests() >= quota.requestsPerMinute();
    if (!byRequests && tokens > quota.tokensPerMinute()) {
      return refused(Refusal.neverFits(tokens, quota.tokensPerMinute()));
    }
    response.putHeader("Retry-After", Long.toString(resetS));
    return refused(
        byRequests
            ? Refusal.overQuota("requests", "requests a minute", quota.requestsPerMinute())
            : Refusal.overQuota("tokens", "tokens a minute", quota.tokensPerMinute()));
  }

  /** As OpenAI tells it. */
  private static void tell(
      HttpServerResponse response, String what, Long limit, long used, long resetS) {
    if (limit != null) {
      response
          .putHeader("x-ratelimit-limit-" + what, Long.toString(limit))
          .putHeader("x-ratelimit-remaining-" + what, Long.toString(Math.max(0, limit - used)))
          .putHeader("x-ratelimit-reset-" + what, resetS + "s");
    }
  }

  private static Future<Void> refused(Refusal refusal) {
    return Future.failedFuture(refusal.asException());
  }

  @Override
  public void close() {
    turns.close();
  }
}
