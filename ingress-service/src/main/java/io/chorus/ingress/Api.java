package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The routes behind the gate: none is there without the scope that its callers need. What decides
 * for others is written down in the audit log, before it is done.
 */
final class Api {
  private static final Set<KeyScope> DECIDING =
      EnumSet.of(KeyScope.MANAGE, KeyScope.OPERATE, KeyScope.ADMINISTER);

  private final Router router;
  private final Auditor auditor;
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

    /** True where it is an act of someone who decides for others. */
    boolean isDecision() {
      return DECIDING.contains(scope) && !method.equals(HttpMethod.GET);
    }
  }

  /**
   * @param admin whether it is the admin API
   */
  Api(Router router, Auditor auditor, boolean admin) {
    this.router = router;
    this.auditor = auditor;
    this.admin = admin;
  }

  void get(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.GET, path, scope, admin), router.get(path), handler);
  }

  void post(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.POST, path, scope, admin), router.post(path), handler);
  }

  void put(String path, KeyScope scope, Handler<RoutingContext> handler) {
    add(new Endpoint(HttpMethod.PUT, path, scope, admin), router.put(path), handler);
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
    route.setName(endpoint.path()).handler(context -> pass(endpoint, context, handler));
  }

  private void pass(Endpoint endpoint, RoutingContext context, Handler<RoutingContext> handler) {
    boolean allowed = Identity.of(context).may(endpoint.scope());
    if (context.pathParams().values().stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
      // nothing has such a name, and no database would look for it
      Replies.refuse(context, Refusal.noPath());
    } else if (allowed && endpoint.isDecision()) {
      Future<Void> begun = auditor.begin(context, endpoint.toString());
      HeldBody.until(context, begun, written -> handler.handle(context));
    } else if (allowed) {
      handler.handle(context);
    } else {
      if (endpoint.isDecision()) {
        auditor.refused(context, endpoint.toString());
      }
      Replies.refuse(context, Refusal.noScope(endpoint.scope()));
    }
  }

  /** All that were added, in order. */
  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }
}
