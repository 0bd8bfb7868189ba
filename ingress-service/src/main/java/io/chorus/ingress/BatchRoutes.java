package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.FileTable;
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
  private final FileTable files;
  private final HoldDesk desk;
  private final Clock clock;
  private final WorkerExecutor threads;

  BatchRoutes(Vertx vertx, BatchTable batches, FileTable files, HoldDesk desk, Clock clock) {
    this.batches = batches;
    this.files = files;
    this.desk = desk;
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
    BodyReader.read(context)
        .map(Order::of)
        .compose(order -> done(() -> added(tenant, order)))
        .onSuccess(batch -> show(context, batch))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /**
   * What a body asks for.
   *
   * @param resume the id of a batch whose answers count for this one's lines too, or null
   */
  private record Order(String input, String resume, Map<String, String> metadata) {
    private static final Set<String> FIELDS =
        Set.of("input_file_id", "endpoint", "completion_window", "metadata", "resume");

    static Order of(byte[] body) {
      Fields fields = Fields.of(body, FIELDS);
      String input = fields.text("input_file_id", LONGEST);
      if (!fields.has("input_file_id")) {
        fields.refuse("input_file_id", "is missing", "the id of a file of the purpose 'batch'");
      }
      only(fields, "endpoint", BatchJson.ENDPOINT);
      only(fields, "completion_window", BatchJson.WINDOW);
      Order order = new Order(input, fields.text("resume", LONGEST), fields.labels("metadata"));
      fields.check();
      return order;
    }

    private static void only(Fields fields, String field, String allowed) {
      if (!allowed.equals(fields.text(field, LONGEST))) {
        fields.refuse(field, "is missing or not supported", allowed);
      }
    }
  }

  private Batch added(String tenant, Order order) {
    long now = clock.millis();
    Batch begun =
        Batch.begun(
            tenant,
            BatchIds.fresh(),
            order.input(),
            order.metadata(),
            now,
            now + BatchJson.WINDOW_MS);
    Batch batch = order.resume() == null ? begun : begun.resuming(ended(tenant, order.resume()));
    if (files
        .find(batch.tenant(), batch.inputFileId())
        .filter(file -> file.purpose().equals("batch"))
        .isEmpty()) {
      throw Refusal.noSuchFile().asException();
    }
    batches.add(batch);
    return batch;
  }

  private Batch ended(String tenant, String batchId) {
    Batch batch = batches.find(tenant, batchId).orElseThrow(() -> Refusal.noBatch().asException());
    if (!batch.status().isFinal()) {
      throw Refusal.batchIsOpen().asException();
    }
    return batch;
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
    return Listing.of(found.stream().map(BatchJson::of).toList(), query.limit(), BatchJson::id);
  }

  private void get(RoutingContext context) {
    find(context)
        .map(found -> found.orElseThrow(() -> Refusal.noBatch().asException()))
        .onSuccess(batch -> show(context, batch))
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
                    ? cancelled(found.get()).<Runnable>map(batch -> () -> show(context, batch))
                    : held(tenant, name)
                        .<Runnable>map(hold -> () -> Replies.json(context, 202, HoldJson.of(hold))))
        .onSuccess(Runnable::run)
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static void show(RoutingContext context, Batch batch) {
    Replies.json(context, 200, BatchJson.of(batch));
  }

  private Future<Hold> held(String tenant, String name) {
    return BatchIds.isBatchId(name)
        ? Future.failedFuture(Refusal.noBatch().asException())
        : desk.changeWithin(Hold.Scope.BATCH, tenant, name, Change.cancelledAt(clock.millis()));
  }

  private Future<Batch> cancelled(Batch batch) {
    if (!OPEN.contains(batch.status())) {
      return Future.succeededFuture(batch);
    }
    var cancel = Change.cancelledAt(clock.millis());
    return desk.change(Hold.Scope.BATCH, batch.tenant(), batch.batchId(), cancel)
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
