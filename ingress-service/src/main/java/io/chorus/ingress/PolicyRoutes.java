package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chorus.connector.postgres.PolicyStore;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Guidance;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Policy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/policy}: takes a newer policy, as YAML or JSON. Stored and not told is refused as not
 * done: the same request again tells.
 */
final class PolicyRoutes {
  /** A character takes four at the most; the policy itself says which it has too many of. */
  private static final int MOST_BYTES = 4 * Policy.MAX_LENGTH;

  private static final Logger LOG = LoggerFactory.getLogger(PolicyRoutes.class);

  private final PolicyStore policies;
  private final EngineCatalog catalog;
  private final Acceptance acceptance;

  PolicyRoutes(PolicyStore policies, EngineCatalog catalog, Acceptance acceptance) {
    this.policies = policies;
    this.catalog = catalog;
    this.acceptance = acceptance;
  }

  void on(Api api) {
    api.post("/v1/policy", KeyScope.OPERATE, this::change);
  }

  private void change(RoutingContext context) {
    Context home = context.vertx().getOrCreateContext();
    BodyReader.readText(context, MOST_BYTES)
        .map(this::policy)
        .compose(policy -> stored(home, policy))
        .onSuccess(policy -> Auditor.about(context, "/v1/policy: version " + policy.version()))
        .onSuccess(policy -> Replies.json(context, 202, new PolicyJson("policy", policy.version())))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Policy policy(byte[] body) {
    try {
      return Policy.parse(new String(body, UTF_8)).checked(catalog);
    } catch (IllegalArgumentException e) {
      throw Refusal.badPolicy(e.getMessage()).asException();
    }
  }

  private Future<Policy> stored(Context home, Policy policy) {
    return home.executeBlocking(() -> added(policy), false)
        .compose(added -> Future.fromCompletionStage(acceptance.tell(Guidance.of(added)), home))
        .map(told -> policy)
        .recover(cause -> notDone(policy, cause));
  }

  private Policy added(Policy policy) {
    if (!policies.add(policy.version(), policy.toYaml())) {
      throw Refusal.oldPolicy(policies.newest()).asException();
    }
    return policy;
  }

  private static Future<Policy> notDone(Policy policy, Throwable cause) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("policy {} is not told: {}", policy.version(), cause.toString());
    return Future.failedFuture(Refusal.notHeld().asException());
  }

  private record PolicyJson(String object, int version) {}
}
