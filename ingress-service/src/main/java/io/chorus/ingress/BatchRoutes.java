package io.chorus.ingress;

import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.Batch.Status;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.HoldStore.Change;
import io.chorus.contracts.Hold;
import io.chorus.contracts.KeyScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** {@code /v1/batches}: files of tasks, in OpenAI's form. */
final class BatchRoutes {
  private static final Pattern ID = Pattern.compile("batch_[0-9a-f]{32}");
  private static final Set<Status> OPEN = Set.of(Status.VALIDATING, Status.IN_PROGRESS);
  private static final int THREADS = 2;
  private static final int PAGE = 100;
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

  /** True for what is a batch's id, or looks like one; other names are made up by tenants. */
  static boolean isId(String name) {
    return ID.matcher(name).matches();
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
        .map(body -> batch(tenant, body))
        .compose(batch -> done(() -> added(batch)))
        .onSuccess(batch -> show(context, batch))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Batch batch(String tenant, byte[] body) {
    Fields fields =
        Fields.of(body, Set.of("input_file_id", "endpoint", "completion_window", "metadata"));
    String input = fields.text("input_file_id", LONGEST);
    if (!fields.has("input_file_id")) {
      fields.refuse("input_file_id", "is missing", "the id of a file of the purpose 'batch'");
    }
    only(fields, "endpoint", BatchJson.ENDPOINT);
    only(fields, "completion_window", BatchJson.WINDOW);
    var metadata = fields.labels("metadata");
    fields.check();
    long now = clock.millis();
    String id = "batch_" + UUID.randomUUID().toString().replace("-", "");
    return Batch.begun(tenant, id, input, metadata, now, now + BatchJson.WINDOW_MS);
  }

  private static void only(Fields fields, String field, String allowed) {
    if (!allowed.equals(fields.text(field, LONGEST))) {
      fields.refuse(field, "is missing or not supported", allowed);
    }
  }

  private Batch added(Batch batch) {
    if (files
        .find(batch.tenant(), batch.inputFileId())
        .filter(file -> file.purpose().equals("batch"))
        .isEmpty()) {
      throw Refusal.noSuchFile().asException();
    }
    batches.add(batch);
    return batch;
  }

  private void list(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    done(() -> batches.list(tenant, PAGE))
        .map(found -> new BatchJson.Page("list", found.stream().map(BatchJson::of).toList(), false))
        .onSuccess(page -> Replies.json(context, 200, page))
        .onFailure(cause -> Replies.failure(context, cause));
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
    return isId(name)
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
