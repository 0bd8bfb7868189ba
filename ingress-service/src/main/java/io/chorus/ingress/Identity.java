package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * Who asks.
 *
 * @param tenant whose work is meant; from the credentials, never from the request
 * @param actor who it is, for the records: {@code operator}, {@code key:ID} or {@code
 *     token:SUBJECT}
 */
record Identity(String tenant, String actor, Set<KeyScope> scopes) {
  private static final String KEY = "chorus.identity";

  /** Of a request that has passed the gate. */
  static Identity of(RoutingContext context) {
    return context.get(KEY);
  }

  /** True where the scopes allow what takes another. */
  boolean may(KeyScope needed) {
    return scopes.stream().anyMatch(scope -> scope.allows(needed));
  }

  void stampOn(RoutingContext context) {
    context.put(KEY, this);
  }
}
