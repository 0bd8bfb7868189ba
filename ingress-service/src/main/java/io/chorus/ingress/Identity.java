package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Who asks.
 *
 * @param tenant whose work is meant; from the credentials, never from the request
 */
record Identity(String tenant, Set<KeyScope> scopes) {
  private static final String KEY = "chorus.identity";

  /** Of a request that has passed the gate. */
  static Identity of(RoutingContext context) {
    return context.get(KEY);
  }

  void stampOn(RoutingContext context) {
    context.put(KEY, this);
  }
}
