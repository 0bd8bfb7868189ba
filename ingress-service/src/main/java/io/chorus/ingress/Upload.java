package io.chorus.ingress;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a form with a file straight to disk: of a bounded size, in a bounded time, and never more
 * of it in memory than is on its way.
 */
final class Upload {
  private static final long LIMIT_MS = 600_000;
  private static final long LOOK_MS = 200;
  private static final long WRITTEN_WITHIN_S = 5;

  /** What a form may have beside its file. */
  private static final long FORM_BYTES = 1 << 20;

  private final Promise<Spooled> whole = Promise.promise();
  private final HttpServerRequest request;
  private final Path spool;
  private final long mostBytes;
  private final long startedAt = System.nanoTime();
  private final Set<String> others = new HashSet<>();
  private Future<Void> written;
  private String name;

  private Upload(HttpServerRequest request, Path spool, long mostBytes) {
    this.request = request;
    this.spool = spool;
    this.mostBytes = mostBytes;
  }

  /**
   * What came in.
   *
   * @param fields the names of all that the form has beside its file
   */
  record Spooled(String name, String purpose, Set<String> fields) {}

  /** True where a request says at once that it holds too much. */
  static boolean isTooLong(HttpServerRequest request, long mostBytes) {
    String length = request.getHeader("Content-Length");
    return length != null && new BigInteger(length).compareTo(most(mostBytes)) > 0;
  }

  private static BigInteger most(long mostBytes) {
    return BigInteger.valueOf(mostBytes + FORM_BYTES);
  }

  /**
   * Must be called before the request's handler returns.
   *
   * @param spool where the file is to be written to
   */
  static Future<Spooled> read(RoutingContext context, Path spool, long mostBytes) {
    Upload upload = new Upload(context.request(), spool, mostBytes);
    Vertx vertx = context.vertx();
    long timer = vertx.setPeriodic(LOOK_MS, tick -> upload.look());
    upload.begin();
    return upload.whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private void begin() {
    request.setExpectMultipart(true);
    request.exceptionHandler(broken -> refuse(Refusal.unreadable()));
    request.uploadHandler(this::part);
    request.endHandler(end -> finish());
  }

  private void part(HttpServerFileUpload part) {
    if (part.name().equals("file") && written == null) {
      name = part.filename();
      written = part.streamToFileSystem(spool.toString());
    } else {
      others.add(part.name());
      part.handler(ignored -> {});
    }
  }

  private void look() {
    long passedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    if (request.bytesRead() > mostBytes + FORM_BYTES) {
      refuse(Refusal.fileTooLarge(mostBytes));
    } else if (Pace.leftMs(request.bytesRead(), passedMs) < 0 || passedMs > LIMIT_MS) {
      refuse(Refusal.slow());
    }
  }

  private void finish() {
    if (written == null) {
      refuse(Refusal.noFile());
      return;
    }
    // where the form ended inside of the file, that would never be written to its end
    written
        .timeout(WRITTEN_WITHIN_S, TimeUnit.SECONDS)
        .onSuccess(done -> whole.tryComplete(spooled(request.formAttributes())))
        .onFailure(
            fault ->
                whole.tryFail(
                    fault instanceof TimeoutException
                        ? Refusal.unreadable().asException()
                        : fault));
  }

  private Spooled spooled(MultiMap form) {
    Set<String> fields = new HashSet<>(form.names());
    fields.addAll(others);
    return new Spooled(name, form.get("purpose"), fields);
  }

  private void refuse(Refusal refusal) {
    whole.tryFail(refusal.asException());
  }
}
