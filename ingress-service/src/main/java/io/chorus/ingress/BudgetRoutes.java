package io.chorus.ingress;

import io.chorus.connector.postgres.BudgetStore;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Tenants;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code /v1/budgets}: shows what tenants may spend and have spent, and sets it. It counts from the
 * next claim on, wherever that is made.
 */
final class BudgetRoutes {
  private static final String LIMIT = "limit_usd";
  private static final String RESTART = "restart";

  private final Vertx vertx;
  private final BudgetStore store;

  BudgetRoutes(Vertx vertx, BudgetStore store) {
    this.vertx = vertx;
    this.store = store;
  }

  void on(Api api) {
    api.get("/v1/budgets", KeyScope.OPERATE, this::list);
    api.get("/v1/budgets/:tenant", KeyScope.OPERATE, this::show);
    api.put("/v1/budgets/:tenant", KeyScope.OPERATE, this::put);
  }

  private record Listed(String object, List<BudgetJson> data) {}

  /**
   * What is wanted of a budget.
   *
   * @param limitUsd null for no limit
   * @param restart whether what was spent so far counts no more
   */
  private record Order(BigDecimal limitUsd, boolean restart) {}

  private void list(RoutingContext context) {
    answer(context, stored(this::all).map(all -> new Listed("list", all)));
  }

  private void show(RoutingContext context) {
    String tenant = context.pathParam("tenant");
    answer(context, stored(() -> find(tenant)));
  }

  private void put(RoutingContext context) {
    String tenant = context.pathParam("tenant");
    answer(
        context,
        BodyReader.read(context)
            .map(body -> order(tenant, body))
            .compose(order -> stored(() -> set(tenant, order))));
  }

  private static Order order(String tenant, byte[] body) {
    if (!Tenants.isName(tenant)) {
      throw Refusal.noTenant().asException();
    }
    Fields fields = Fields.of(body, Set.of(LIMIT, RESTART));
    if (!fields.isGiven(LIMIT)) {
      fields.refuse(LIMIT, "is missing", "US dollars, or null for no limit");
    }
    Order order = new Order(fields.decimal(LIMIT, BudgetStore.MOST_USD), fields.flag(RESTART));
    fields.check();
    return order;
  }

  private BudgetJson set(String tenant, Order order) {
    store.set(tenant, order.limitUsd() == null ? null : BudgetStore.nanoUsd(order.limitUsd()));
    if (order.restart()) {
      store.restart(tenant);
    }
    return find(tenant);
  }

  private List<BudgetJson> all() {
    return store.all().stream().map(BudgetJson::of).toList();
  }

  private BudgetJson find(String tenant) {
    return all().stream()
        .filter(budget -> budget.tenant().equals(tenant))
        .findFirst()
        .orElseThrow(() -> Refusal.noBudget().asException());
  }

  private <T> Future<T> stored(Callable<T> action) {
    return vertx
        .executeBlocking(action, false)
        .recover(NoDatabase.refuses("budgets are neither read nor set"));
  }

  private static void answer(RoutingContext context, Future<?> answer) {
    answer
        .onSuccess(body -> Replies.json(context, 200, body))
        .onFailure(cause -> Replies.failure(context, cause));
  }
}
