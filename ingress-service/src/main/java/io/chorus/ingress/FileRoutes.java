package io.chorus.ingress;

import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.DatabaseException;
import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.StoredFile;
import io.chorus.contracts.KeyScope;
import io.chorus.ingress.store.FileStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/files}: the input files of batches, and what came of them. */
final class FileRoutes {
  private static final String CONTENT = "/v1/files/:id/content";
  private static final String SHOW = "GET " + CONTENT;
  private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);
  private static final int AT_ONCE = 16;
  private static final int THREADS = 4;
  private static final int PAGE = 10_000;

  private final Shares uploads = new Shares(AT_ONCE);
  private final Shares takers = new Shares(AT_ONCE);
  private final FileDesk desk;
  private final FileTable table;
  private final BatchTable batches;
  private final FileStore store;
  private final Clock clock;
  private final Connections connections;
  private final Auditor auditor;
  private final WorkerExecutor threads;

  /** Slow takers have threads of their own, one each, and hold up nobody. */
  private final WorkerExecutor downloads;

  FileRoutes(
      Vertx vertx,
      FileDesk desk,
      FileTable table,
      BatchTable batches,
      FileStore store,
      Connections connections,
      Auditor auditor,
      Clock clock) {
    this.desk = desk;
    this.table = table;
    this.batches = batches;
    this.store = store;
    this.clock = clock;
    this.connections = connections;
    this.auditor = auditor;
    this.threads = vertx.createSharedWorkerExecutor("ingress-files", THREADS);
    this.downloads = vertx.createSharedWorkerExecutor("ingress-downloads", AT_ONCE);
  }

  void on(Api api) {
    api.post("/v1/files", KeyScope.WRITE, this::upload);
    api.get("/v1/files", KeyScope.READ, this::list);
    api.get("/v1/files/:id", KeyScope.READ, this::get);
    api.get(CONTENT, KeyScope.READ, this::content);
    api.delete("/v1/files/:id", KeyScope.WRITE, this::delete);
  }

  private void upload(RoutingContext context) {
    if (!isForm(context.request().getHeader("Content-Type"))) {
      Replies.refuse(context, Refusal.noForm());
      return;
    }
    if (Upload.isTooLong(context.request(), FileDesk.MOST_BYTES)) {
      Replies.refuse(context, Refusal.fileTooLarge(FileDesk.MOST_BYTES));
      return;
    }
    String tenant = Identity.of(context).tenant();
    if (!uploads.take(tenant, 1)) {
      Replies.refuse(context, Refusal.busy());
      return;
    }
    Path spool = store.spool();
    Upload.read(context, spool, FileDesk.MOST_BYTES)
        .compose(spooled -> done(() -> stored(tenant, spooled, spool)))
        .eventually(() -> done(() -> Files.deleteIfExists(spool)))
        .onComplete(any -> uploads.give(tenant, 1))
        .onSuccess(file -> Replies.json(context, 200, FileJson.of(file)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static boolean isForm(String type) {
    String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
    return lower.startsWith("multipart/form-data") && lower.contains("boundary=");
  }

  private StoredFile stored(String tenant, Upload.Spooled spooled, Path spool) throws IOException {
    for (String field : spooled.fields()) {
      if (!field.equals("purpose")) {
        throw Refusal.unknownPart(field).asException();
      }
    }
    if (!"batch".equals(spooled.purpose())) {
      throw Refusal.badPurpose().asException();
    }
    String id = "file-" + UUID.randomUUID().toString().replace("-", "");
    return desk.keep(tenant, id, spooled.name(), spool, clock.millis());
  }

  private void list(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    PageQuery.ofFiles(context, PAGE)
        .compose(query -> done(() -> page(tenant, query)))
        .onSuccess(page -> Replies.json(context, 200, page))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Listing<FileJson> page(String tenant, PageQuery query) {
    StoredFile after =
        query.after() == null
            ? null
            : table.find(tenant, query.after()).orElseThrow(PageQuery::noSuchAfter);
    List<StoredFile> found =
        table.list(tenant, query.purpose(), query.oldestFirst(), after, query.limit() + 1);
    return Listing.of(found.stream().map(FileJson::of).toList(), query.limit(), FileJson::id);
  }

  private void get(RoutingContext context) {
    find(context)
        .onSuccess(file -> Replies.json(context, 200, FileJson.of(file)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void delete(RoutingContext context) {
    find(context)
        .compose(file -> done(() -> deleted(file)))
        .onSuccess(id -> Replies.json(context, 200, new FileJson.Deleted(id, "file", true)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private String deleted(StoredFile file) throws IOException {
    if (batches.reads(file.tenant(), file.fileId())) {
      throw Refusal.fileInUse().asException();
    }
    store.delete(file.tenant(), file.fileId());
    table.remove(file.tenant(), file.fileId());
    return file.fileId();
  }

  private void content(RoutingContext context) {
    find(context)
        .compose(file -> auditor.shown(context, SHOW).map(file))
        .onSuccess(file -> send(context, file))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void send(RoutingContext context, StoredFile file) {
    if (!takers.take(file.tenant(), 1)) {
      Replies.refuse(context, Refusal.busy());
      return;
    }
    downloads
        .executeBlocking(() -> pumped(file, context), false)
        .onComplete(any -> takers.give(file.tenant(), 1))
        .onFailure(cause -> brokenOff(context, file, cause));
  }

  private static void brokenOff(RoutingContext context, StoredFile file, Throwable cause) {
    LOG.warn("{} can't be sent: {}", file.fileId(), cause.toString());
    if (context.response().headWritten()) {
      context.request().connection().close();
    } else {
      Replies.refuse(
          context, cause instanceof NoSuchFileException ? Refusal.noSuchFile() : Refusal.noFiles());
    }
  }

  private Void pumped(StoredFile file, RoutingContext context) throws Exception {
    try (InputStream in = store.open(file.tenant(), file.fileId())) {
      Download download = new Download(System::nanoTime);
      download.pump(in, piece -> written(piece, file, context));
      download.taken(head(file, context).end());
    }
    return null;
  }

  private Future<Void> written(Buffer piece, StoredFile file, RoutingContext context) {
    return head(file, context)
        .write(piece)
        .onSuccess(any -> connections.heardFrom(context.request().connection()));
  }

  /** Only once there is something to send: until then a refusal may still be the answer. */
  private static HttpServerResponse head(StoredFile file, RoutingContext context) {
    HttpServerResponse response = context.response();
    if (!response.headWritten()) {
      response
          .putHeader("Content-Type", "application/octet-stream")
          .putHeader("Content-Length", Long.toString(file.bytes()));
    }
    return response;
  }

  private Future<StoredFile> find(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    String id = context.pathParam("id");
    return done(() -> table.find(tenant, id))
        .map(found -> found.orElseThrow(() -> Refusal.noSuchFile().asException()));
  }

  private <T> Future<T> done(Callable<T> work) {
    return threads.executeBlocking(work, false).recover(FileRoutes::away);
  }

  private static <T> Future<T> away(Throwable cause) {
    if (cause instanceof IOException || cause instanceof DatabaseException) {
      LOG.warn("files can't be stored or read now: {}", cause.toString());
      return Future.failedFuture(Refusal.noFiles().asException());
    }
    return Future.failedFuture(cause);
  }
}
