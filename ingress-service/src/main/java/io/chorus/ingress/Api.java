package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** The routes behind the gate: none is there without the scope that its callers need. */
final class Api {
  private final Router router;
  private final boolean admin;
  private final List<Endpoint> endpoints = new ArrayList<>();

  /**
   * One route.
   *
   * @param path with parameters as {@code :name}
   * @param admin whether it is one of the admin API, on a port of its own
   */
  record Endpoint(HttpMethod method, String path, KeyScope scope, boolean admin) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /**
   * @param admin whether it is the admin API
   */
  Api(Router router, boolean admin) {
    this.router = router;
    this.admin = admin;
  }

  void get(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.GET, path, scope, admin), router.get(path), handler);
  }

  void post(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.POST, path, scope, admin), router.post(path), handler);
  }

  void delete(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.DELETE, path, scope, admin), router.delete(path), handler);
  }

  /** A path whose last parameter may hold slashes. */
  void getWithRegex(String path, String regex, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.GET, path, scope, admin), router.getWithRegex(regex), handler);
  }

  private void add(Endpoint endpoint, Route route, Handler<RoutingContext> handler) {
    endpoints.add(endpoint);
    route.handler(context -> pass(endpoint.scope(), context, handler));
  }

  private static void pass(
      KeyScope scope, RoutingContext context, Handler<RoutingContext> handler) {
    if (Identity.of(context).may(scope)) {
      handler.handle(context);
    } else {
      Replies.refuse(context, Refusal.noScope(scope));
    }
  }

  /** All that were added, in order. */
  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }
}
