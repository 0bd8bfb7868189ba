package io.chorus.ingress;

import io.chorus.connector.postgres.HoldStore;
import io.chorus.contracts.Hold;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what operators want, and tells the jobs. Stored and not told is refused as not done: the
 * same request again changes nothing more, and tells. What a killed ingress had stored and not told
 * is told by the next that starts.
 */
final class HoldDesk {
  /** Each is in the memory of every scheduler, for as long as it stands. */
  static final int MOST_OF_A_TENANT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(HoldDesk.class);

  /** Longer than the last ingress may have been down. */
  private static final Duration TOLD_AGAIN = Duration.ofDays(1);

  private static final long PAUSE_MS = 5_000;

  private final Vertx vertx;
  private final HoldStore holds;
  private final Acceptance acceptance;

  HoldDesk(Vertx vertx, HoldStore holds, Acceptance acceptance) {
    this.vertx = vertx;
    this.holds = holds;
    this.acceptance = acceptance;
  }

  /** Tells what was changed lately once more; again until it is told. */
  void tellAgain() {
    vertx
        .executeBlocking(this::tellNews, false)
        .onFailure(
            cause -> {
              LOG.warn("holds are not told again yet: {}", cause.toString());
              vertx.setTimer(PAUSE_MS, timer -> tellAgain());
            });
  }

  /**
   * Until none of these targets was changed meanwhile: the last that is told of one has to be the
   * newest.
   */
  private Void tellNews() {
    Set<Hold> told = new HashSet<>();
    List<Hold> news = holds.changedWithin(TOLD_AGAIN);
    Set<String> targets = news.stream().map(Hold::key).collect(Collectors.toSet());
    while (!told.containsAll(news)) {
      CompletableFuture.allOf(
              news.stream()
                  .filter(told::add)
                  .map(acceptance::tell)
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      news =
          holds.changedWithin(TOLD_AGAIN).stream()
              .filter(hold -> targets.contains(hold.key()))
              .toList();
    }
    return null;
  }

  /** The holds of a tenant's batches, by their ids; asks the database, and waits for it. */
  Map<String, Hold> ofBatches(String tenant, List<String> batchIds) {
    return holds.ofBatches(tenant, batchIds).stream()
        .collect(Collectors.toMap(Hold::target, Function.identity()));
  }

  /**
   * @param tenant whose the target is; {@link Hold#ALL_TENANTS} where it belongs to none
   */
  Future<Hold> change(Hold.Scope scope, String tenant, String target, HoldStore.Change change) {
    return told(() -> holds.change(scope, tenant, target, change));
  }

  /** The same for a task or batch, unless its tenant holds as many as it may. */
  Future<Hold> changeWithin(
      Hold.Scope scope, String tenant, String target, HoldStore.Change change) {
    return told(
        () ->
            holds
                .changeWithin(MOST_OF_A_TENANT, scope, tenant, target, change)
                .orElseThrow(() -> Refusal.tooManyHolds(MOST_OF_A_TENANT).asException()));
  }

  private Future<Hold> told(Callable<Hold> change) {
    Context home = vertx.getOrCreateContext();
    return home.executeBlocking(change, false)
        .compose(
            hold ->
                Future.fromCompletionStage(acceptance.tell(hold), home).map(acknowledged -> hold))
        .recover(HoldDesk::notDone);
  }

  private static <T> Future<T> notDone(Throwable cause) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("a hold is not stored or told: {}", cause.toString());
    return Future.failedFuture(Refusal.notHeld().asException());
  }
}
