package io.chorus.ingress;

import io.chorus.connector.postgres.BudgetStore;
import io.chorus.connector.postgres.BudgetStore.Budget;
import io.chorus.connector.postgres.Quota;
import io.chorus.connector.postgres.QuotaStore;
import io.chorus.connector.postgres.RedactionStore;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Tenants;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * {@code /v1/tenants} of the admin API: what tenants may ask and spend, and whether engines see
 * personal data. What is spent is counted by the ledger, in the one place where budgets are.
 */
final class TenantRoutes {
  private static final String SPEND = "spend_usd";
  private static final String REDACT = "redact";
  private static final Set<String> FIELDS =
      Set.of("requests_per_minute", "tokens_per_minute", "in_flight", SPEND, REDACT);
  private static final long MOST = 1_000_000_000_000L;
  private static final int NANO = 9;

  private final Vertx vertx;
  private final QuotaStore quotas;
  private final BudgetStore budgets;
  private final RedactionStore redactions;

  TenantRoutes(Vertx vertx, QuotaStore quotas, BudgetStore budgets, RedactionStore redactions) {
    this.vertx = vertx;
    this.quotas = quotas;
    this.budgets = budgets;
    this.redactions = redactions;
  }

  void on(Api api) {
    api.get("/v1/tenants", KeyScope.OPERATE, this::list);
    api.post("/v1/tenants/:tenant", KeyScope.OPERATE, this::set);
  }

  private void list(RoutingContext context) {
    answer(context, done(() -> new Page("list", List.copyOf(all().values()))));
  }

  private void set(RoutingContext context) {
    String tenant = context.pathParam("tenant");
    if (!Tenants.isName(tenant)) {
      Replies.refuse(context, Refusal.noTenant());
      return;
    }
    answer(
        context,
        BodyReader.read(context).map(Wish::of).compose(wish -> done(() -> changed(tenant, wish))));
  }

  /**
   * A quota is set as a whole: what is not said is no limit. Budget and redaction stay as they are
   * unless they are said.
   */
  private TenantJson changed(String tenant, Wish wish) {
    quotas.set(
        new Quota(tenant, wish.requestsPerMinute(), wish.tokensPerMinute(), wish.inFlight()));
    if (wish.spendNanoUsd() != null) {
      budgets.set(tenant, wish.spendNanoUsd());
    }
    if (wish.redact() != null) {
      redactions.set(tenant, wish.redact());
    }
    return all().get(tenant);
  }

  private Map<String, TenantJson> all() {
    Map<String, Budget> money = new TreeMap<>();
    budgets.all().forEach(budget -> money.put(budget.tenant(), budget));
    Map<String, Quota> limits = new TreeMap<>();
    quotas.all().forEach(quota -> limits.put(quota.tenant(), quota));
    Set<String> redacted = redactions.all();
    Map<String, TenantJson> all = new TreeMap<>();
    Stream.of(money.keySet(), limits.keySet(), redacted)
        .flatMap(Set::stream)
        .forEach(
            tenant ->
                all.put(
                    tenant,
                    TenantJson.of(
                        limits.getOrDefault(tenant, new Quota(tenant, null, null, null)),
                        money.get(tenant),
                        redacted.contains(tenant))));
    return all;
  }

  private static void answer(RoutingContext context, Future<?> answer) {
    answer
        .onSuccess(body -> Replies.json(context, 200, body))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private <T> Future<T> done(Callable<T> work) {
    return vertx
        .executeBlocking(work, false)
        .recover(NoDatabase.refuses("quotas can't be read or changed"));
  }

  private record Page(String object, List<TenantJson> data) {}

  /** Each is null where there is no limit, or nothing is counted. */
  private record TenantJson(
      String object,
      String tenant,
      Long requestsPerMinute,
      Long tokensPerMinute,
      Long inFlight,
      BigDecimal spendUsd,
      BigDecimal spentUsd,
      BigDecimal reservedUsd,
      boolean redact) {

    static TenantJson of(Quota quota, Budget budget, boolean redact) {
      return new TenantJson(
          "chorus.tenant",
          quota.tenant(),
          quota.requestsPerMinute(),
          quota.tokensPerMinute(),
          quota.inFlight(),
          budget == null ? null : usd(budget.limitNanoUsd()),
          budget == null ? null : usd(budget.spentNanoUsd()),
          budget == null ? null : usd(budget.reservedNanoUsd()),
          redact);
    }

    private static BigDecimal usd(Long nano) {
      return nano == null ? null : BigDecimal.valueOf(nano, NANO);
    }
  }

  private record Wish(
      Long requestsPerMinute,
      Long tokensPerMinute,
      Long inFlight,
      Long spendNanoUsd,
      Boolean redact) {

    static Wish of(byte[] body) {
      Fields fields = Fields.of(body, FIELDS);
      Wish wish =
          new Wish(
              count(fields, "requests_per_minute"),
              count(fields, "tokens_per_minute"),
              count(fields, "in_flight"),
              nanoUsd(fields),
              fields.has(REDACT) ? fields.flag(REDACT) : null);
      fields.check();
      return wish;
    }

    private static Long count(Fields fields, String field) {
      return fields.has(field) ? fields.number(field, 0, MOST, 0) : null;
    }

    private static Long nanoUsd(Fields fields) {
      BigDecimal usd = fields.decimal(SPEND, BudgetStore.MOST_USD);
      return usd == null ? null : BudgetStore.nanoUsd(usd);
    }
  }
}
