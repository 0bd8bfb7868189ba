package io.chorus.ingress;

import io.chorus.connector.postgres.HoldStore;
import io.chorus.contracts.Hold;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what operators want, and tells the jobs. Stored and not told is refused as not done: the
 * same request again changes nothing more, and tells.
 */
final class HoldDesk {
  private static final Logger LOG = LoggerFactory.getLogger(HoldDesk.class);

  private final Vertx vertx;
  private final HoldStore holds;
  private final Acceptance acceptance;

  HoldDesk(Vertx vertx, HoldStore holds, Acceptance acceptance) {
    this.vertx = vertx;
    this.holds = holds;
    this.acceptance = acceptance;
  }

  /**
   * @param tenant whose the target is; {@link Hold#ALL_TENANTS} where it belongs to none
   */
  Future<Hold> change(Hold.Scope scope, String tenant, String target, HoldStore.Change change) {
    Context home = vertx.getOrCreateContext();
    return home.executeBlocking(() -> holds.change(scope, tenant, target, change), false)
        .compose(
            hold ->
                Future.fromCompletionStage(acceptance.tell(hold), home).map(acknowledged -> hold))
        .recover(
            cause -> {
              LOG.warn("hold of {} {} is not told: {}", scope, target, cause.toString());
              return Future.failedFuture(Refusal.notHeld().asException());
            });
  }
}
