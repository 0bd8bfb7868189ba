package io.chorus.ingress;

import io.chorus.connector.postgres.HoldStore.Change;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Hold.Scope;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /v1/engines} of the admin API: takes engines and models out of use, and into use again.
 */
final class EngineRoutes {
  private final HoldDesk desk;
  private final EngineCatalog catalog;

  EngineRoutes(HoldDesk desk, EngineCatalog catalog) {
    this.desk = desk;
    this.catalog = catalog;
  }

  void on(Api api) {
    use(api, "/v1/engines/:engine", Scope.ENGINE, this::engine);
    use(api, "/v1/engines/:engine/models/:model", Scope.MODEL, this::model);
  }

  private void use(
      Api api, String path, Scope scope, Function<RoutingContext, Future<String>> target) {
    api.post(
        path + "/disable",
        KeyScope.OPERATE,
        context -> hold(context, scope, target.apply(context), Change.disabled(true)));
    api.post(
        path + "/enable",
        KeyScope.OPERATE,
        context -> hold(context, scope, target.apply(context), Change.disabled(false)));
  }

  private void hold(RoutingContext context, Scope scope, Future<String> target, Change change) {
    target
        .compose(name -> desk.change(scope, Hold.ALL_TENANTS, name, change))
        .onSuccess(hold -> Replies.json(context, 202, HoldJson.of(hold)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Future<String> engine(RoutingContext context) {
    String engine = context.pathParam("engine");
    return catalog.engines().containsKey(engine)
        ? Future.succeededFuture(engine)
        : refused("engine", String.join(", ", catalog.engines().keySet()));
  }

  private Future<String> model(RoutingContext context) {
    String model = context.pathParam("engine") + "/" + context.pathParam("model");
    return catalog.target(model).isPresent()
        ? Future.succeededFuture(model)
        : refused("model", "a model that the catalog gives the engine");
  }

  private static Future<String> refused(String field, String allowed) {
    return Future.failedFuture(
        Refusal.invalid(List.of(new Problem(field, "is not in the catalog", allowed)))
            .asException());
  }
}
