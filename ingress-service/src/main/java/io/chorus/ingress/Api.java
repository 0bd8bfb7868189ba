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
  private final List<Endpoint> endpoints = new ArrayList<>();

  /**
   * One route.
   *
   * @param path with parameters as {@code :name}
   */
  record Endpoint(HttpMethod method, String path, KeyScope scope) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  Api(Router router) {
    this.router = router;
  }

  void get(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.GET, path, scope), router.get(path), handler);
  }

  void post(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.POST, path, scope), router.post(path), handler);
  }

  void put(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.PUT, path, scope), router.put(path), handler);
  }

  void delete(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.DELETE, path, scope), router.delete(path), handler);
  }

  /** A path whose last parameter may hold slashes. */
  void getWithRegex(String path, String regex, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.GET, path, scope), router.getWithRegex(regex), handler);
  }

  private void add(Endpoint endpoint, Route route, Handler<RoutingContext> handler) {
    endpoints.add(endpoint);
    route.handler(context -> pass(endpoint.scope(), context, handler));
  }

  private static void pass(
      KeyScope scope, RoutingContext context, Handler<RoutingContext> handler) {
    if (Identity.of(context).scopes().contains(scope)) {
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
