package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.HoldStore.Change;
import io.chorus.contracts.BatchIds;
import io.chorus.contracts.Hold.Scope;
import io.chorus.contracts.Json;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Lane;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Pauses, resumes, cancels and moves work that waits: each a POST whose path ends in the verb.
 * Batches are cancelled by {@link BatchRoutes}.
 */
final class HoldRoutes {
  private static final int MAX_NAME = 256;
  private static final String LANES =
      Arrays.stream(Lane.values())
          .map(lane -> lane.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));

  private final HoldDesk desk;
  private final Tasks tasks;
  private final BatchTable batches;
  private final Clock clock;

  HoldRoutes(HoldDesk desk, Tasks tasks, BatchTable batches, Clock clock) {
    this.desk = desk;
    this.tasks = tasks;
    this.batches = batches;
    this.clock = clock;
  }

  void on(Api api) {
    work(api, "/v1/tasks/:id", Scope.TASK, this::task);
    work(api, "/v1/batches/:batch", Scope.BATCH, this::batch);
    work(
        api,
        "/v1/queues",
        Scope.TENANT,
        context -> Future.succeededFuture(Identity.of(context).tenant()));
  }

  private void work(Api api, String path, Scope scope, Target target) {
    on(api, path + "/pause", scope, target, context -> Change.paused(true));
    on(api, path + "/resume", scope, target, context -> Change.paused(false));
    if (scope != Scope.BATCH) {
      on(api, path + "/cancel", scope, target, context -> Change.cancelledAt(clock.millis()));
    }
    api.post(path + "/move", needed(scope), context -> move(context, scope, target));
  }

  private void move(RoutingContext context, Scope scope, Target target) {
    BodyReader.read(context)
        .map(HoldRoutes::lane)
        .onSuccess(lane -> hold(context, scope, target, Change.movedTo(lane)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void on(
      Api api, String path, Scope scope, Target target, Function<RoutingContext, Change> change) {
    api.post(path, needed(scope), context -> hold(context, scope, target, change.apply(context)));
  }

  private static KeyScope needed(Scope scope) {
    return scope == Scope.TENANT ? KeyScope.MANAGE : KeyScope.WRITE;
  }

  private void hold(RoutingContext context, Scope scope, Target target, Change change) {
    String tenant = Identity.of(context).tenant();
    target
        .of(context)
        .compose(
            name ->
                isBounded(scope, name, change)
                    ? desk.changeWithin(scope, tenant, name, change)
                    : desk.change(scope, tenant, name, change))
        .onSuccess(hold -> Replies.json(context, 202, HoldJson.of(hold)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /** What is taken back is always possible; but a name that nobody has held is made up. */
  private static boolean isBounded(Scope scope, String name, Change change) {
    return scope != Scope.TENANT
        && (change.stands() || (scope == Scope.BATCH && !BatchIds.isBatchId(name)));
  }

  private Future<String> task(RoutingContext context) {
    String id = context.pathParam("id");
    return tasks
        .find(Identity.of(context).tenant(), id)
        .map(found -> found.orElseThrow(() -> Refusal.noTask().asException()))
        .map(HoldRoutes::idUnlessFinal);
  }

  private static String idUnlessFinal(TaskJson task) {
    if (task.ending() != null) {
      throw Refusal.isFinal(task.status()).asException();
    }
    return task.id();
  }

  /** A batch that is but a name which tasks have in common may be held before the first of them. */
  private Future<String> batch(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    String batch = context.pathParam("batch");
    if (BatchIds.isBatchId(batch)) {
      return context
          .vertx()
          .executeBlocking(() -> batches.find(tenant, batch), false)
          .recover(NoDatabase.refuses("batches can't be looked up"))
          .map(found -> found.orElseThrow(() -> Refusal.noBatch().asException()).batchId());
    }
    return batch.length() <= MAX_NAME
        ? Future.succeededFuture(batch)
        : refused("batch", "is longer than a batch's name", "at most " + MAX_NAME + " characters");
  }

  /** Null for the work's own lane again. */
  private static Lane lane(byte[] body) {
    try {
      JsonNode lane = Json.read(body, JsonNode.class).path("lane");
      if (lane.isNull()) {
        return null;
      }
      for (Lane known : Lane.values()) {
        if (known.name().equalsIgnoreCase(lane.asText())) {
          return known;
        }
      }
    } catch (MalformedJsonException e) {
      throw Refusal.invalid(List.of(new Problem("", e.getMessage(), "{\"lane\": …}")))
          .asException();
    }
    throw Refusal.invalid(
            List.of(new Problem("lane", "is missing or unknown", LANES + ", or null for its own")))
        .asException();
  }

  private static Future<String> refused(String field, String what, String allowed) {
    return Future.failedFuture(
        Refusal.invalid(List.of(new Problem(field, what, allowed))).asException());
  }

  /** Finds the target's name in a request. */
  private interface Target {
    Future<String> of(RoutingContext context);
  }
}
