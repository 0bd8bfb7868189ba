package io.chorus.ingress;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.KeyScope;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /v1/models}. */
final class InfoRoutes {
  private static final String OWNER = "chorus";

  private final EngineCatalog catalog;
  private final long startedAt;

  /**
   * @param startedAt Unix seconds; when the models came to be, as far as anyone here knows
   */
  InfoRoutes(EngineCatalog catalog, long startedAt) {
    this.catalog = catalog;
    this.startedAt = startedAt;
  }

  void on(Api api) {
    api.get("/v1/models", KeyScope.OBSERVE, this::list);
    api.getWithRegex("/v1/models/:name", "/v1/models/(?<name>.+)", KeyScope.OBSERVE, this::get);
  }

  private void list(RoutingContext context) {
    List<Model> models = catalog.modelNames().stream().map(this::model).toList();
    Replies.json(context, 200, new Models("list", models));
  }

  private void get(RoutingContext context) {
    String name = context.pathParam("name");
    if (catalog.knowsModel(name)) {
      Replies.json(context, 200, model(name));
    } else {
      Replies.refuse(context, Refusal.noModel());
    }
  }

  private Model model(String name) {
    int slash = name.indexOf('/');
    return new Model(name, "model", startedAt, slash < 0 ? OWNER : name.substring(0, slash));
  }

  private record Models(String object, List<Model> data) {}

  private record Model(String id, String object, long created, String ownedBy) {}
}
