package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.HoldStore.Change;
import io.chorus.contracts.BatchIds;
import io.chorus.contracts.Hold;
import io.chorus.contracts.KeyScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code /v1/batches}: files of tasks, in OpenAI's form. */
final class BatchRoutes {
  private static final Set<Status> OPEN = Set.of(Status.VALIDATING, Status.IN_PROGRESS);
  private static final int THREADS = 2;
  private static final int USUAL_PAGE = 20;
  private static final int MOST_PAGE = 100;
  private static final int LONGEST = 256;

  private final BatchTable batches;
  private final BatchDesk desk;
  private final HoldDesk holds;
  private final Clock clock;
  private final WorkerExecutor threads;

  BatchRoutes(Vertx vertx, BatchTable batches, BatchDesk desk, HoldDesk holds, Clock clock) {
    this.batches = batches;
    this.desk = desk;
    this.holds = holds;
    this.clock = clock;
    this.threads = vertx.createSharedWorkerExecutor("ingress-batches", THREADS);
  }

  void on(Api api) {
    api.post("/v1/batches", KeyScope.WRITE, this::create);
    api.get("/v1/batches", KeyScope.READ, this::list);
    api.get("/v1/batches/:batch", KeyScope.READ, this::get);
    api.post("/v1/batches/:batch/cancel", KeyScope.WRITE, this::cancel);
  }

  private void create(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    String name = context.request().getHeader(Names.HEADER);
    BodyReader.read(context)
        .map(BatchOrder::of)
        .compose(order -> done(() -> shown(desk.create(tenant, order, name))))
        .onSuccess(batch -> Replies.json(context, 200, batch))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void list(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    PageQuery.of(context, USUAL_PAGE, MOST_PAGE)
        .compose(query -> done(() -> page(tenant, query)))
        .onSuccess(page -> Replies.json(context, 200, page))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Listing<BatchJson> page(String tenant, PageQuery query) {
    Batch after =
        query.after() == null
            ? null
            : batches.find(tenant, query.after()).orElseThrow(PageQuery::noSuchAfter);
    List<Batch> found = batches.list(tenant, after, query.limit() + 1);
    return Listing.of(shown(tenant, found), query.limit(), BatchJson::id);
  }

  private void get(RoutingContext context) {
    find(context)
        .map(found -> found.orElseThrow(() -> Refusal.noBatch().asException()))
        .compose(batch -> done(() -> shown(batch)))
        .onSuccess(batch -> Replies.json(context, 200, batch))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /** Also of a batch that is but a name which tasks have in common. */
  private void cancel(RoutingContext context) {
    String name = context.pathParam("batch");
    if (name.length() > LONGEST) {
      Replies.refuse(context, Refusal.noBatch());
      return;
    }
    String tenant = Identity.of(context).tenant();
    find(context)
        .compose(
            found ->
                found.isPresent()
                    ? cancelled(found.get())
                        .compose(batch -> done(() -> shown(batch)))
                        .<Runnable>map(batch -> () -> Replies.json(context, 200, batch))
                    : held(tenant, name)
                        .<Runnable>map(hold -> () -> Replies.json(context, 202, HoldJson.of(hold))))
        .onSuccess(Runnable::run)
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private BatchJson shown(Batch batch) {
    return shown(batch.tenant(), List.of(batch)).get(0);
  }

  private List<BatchJson> shown(String tenant, List<Batch> found) {
    Map<String, Hold> held = holds.ofBatches(tenant, found.stream().map(Batch::batchId).toList());
    return found.stream().map(batch -> BatchJson.of(batch, held.get(batch.batchId()))).toList();
  }

  private Future<Hold> held(String tenant, String name) {
    return BatchIds.isBatchId(name)
        ? Future.failedFuture(Refusal.noBatch().asException())
        : holds.changeWithin(Hold.Scope.BATCH, tenant, name, Change.cancelledAt(clock.millis()));
  }

  private Future<Batch> cancelled(Batch batch) {
    if (!OPEN.contains(batch.status())) {
      return Future.succeededFuture(batch);
    }
    var cancel = Change.cancelledAt(clock.millis());
    return holds
        .change(Hold.Scope.BATCH, batch.tenant(), batch.batchId(), cancel)
        .compose(hold -> done(() -> turned(batch)));
  }

  /** A batch that has moved on meanwhile is shown as it is, to be cancelled again. */
  private Batch turned(Batch batch) {
    return batches
        .turn(batch, Status.CANCELLING, null, clock.millis())
        .or(() -> batches.find(batch.tenant(), batch.batchId()))
        .orElse(batch);
  }

  private Future<Optional<Batch>> find(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    String id = context.pathParam("batch");
    return done(() -> batches.find(tenant, id));
  }

  private <T> Future<T> done(Callable<T> work) {
    return threads
        .executeBlocking(work, false)
        .recover(NoDatabase.refuses("batches can't be read or changed"));
  }
}
