package io.chorus.ingress;

import io.chorus.contracts.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Reads the body of a request: JSON of a bounded size, in a bounded time. */
final class BodyReader {
  private static final long LIMIT_MS = 60_000;

  /** Bytes of whatever is no task: nobody counts how many of these come in at once. */
  private static final int MOST_BUT_TASKS = 64 << 10;

  /** A body up to this size is let pass unread, so that its sender hears the answer. */
  private static final long LARGEST_IGNORED = 16L * Json.MAX_DOCUMENT;

  private final Promise<byte[]> whole = Promise.promise();
  private final int most;
  private final IntPredicate room;
  private Buffer body = Buffer.buffer();
  private long seen;

  private BodyReader(int most, IntPredicate room) {
    this.most = most;
    this.room = room;
  }

  /**
   * A body of up to 64 KiB. Must be called before the request's handler returns: no part of the
   * body may be missed.
   */
  static Future<byte[]> read(RoutingContext context) {
    return readJson(context, MOST_BUT_TASKS, bytes -> true);
  }

  /**
   * The same for a task, which may be as large as any document.
   *
   * @param room says whether there is room for so many bytes more, and takes it
   */
  static Future<byte[]> readTask(RoutingContext context, IntPredicate room) {
    return readJson(context, Json.MAX_DOCUMENT, room);
  }

  /** The same of whatever type, and of up to so many bytes. */
  static Future<byte[]> readText(RoutingContext context, int most) {
    return readAny(context, most, bytes -> true);
  }

  private static Future<byte[]> readJson(RoutingContext context, int most, IntPredicate room) {
    return isJson(context.request().getHeader("Content-Type"))
        ? readAny(context, most, room)
        : Future.failedFuture(Refusal.wrongMediaType().asException());
  }

  private static Future<byte[]> readAny(RoutingContext context, int most, IntPredicate room) {
    HttpServerRequest request = context.request();
    if (request.getHeader("Content-Encoding") != null) {
      return Future.failedFuture(Refusal.encoded().asException());
    }
    if (isTooLong(request)) {
      return Future.failedFuture(Refusal.tooLarge(most).asException());
    }
    BodyReader reader = new BodyReader(most, room);
    request.handler(reader::add);
    request.exceptionHandler(broken -> reader.refuse(Refusal.unreadable()));
    request.endHandler(end -> reader.finish());
    long timer = context.vertx().setTimer(LIMIT_MS, late -> reader.refuse(Refusal.slow()));
    return reader.whole.future().onComplete(done -> context.vertx().cancelTimer(timer));
  }

  /**
   * @param type null where the caller says nothing, which is taken for JSON
   */
  static boolean isJson(String type) {
    if (type == null) {
      return true;
    }
    String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return name.equals("application/json") || name.endsWith("+json");
  }

  /** A body that says it won't be read to its end is not waited for. */
  private static boolean isTooLong(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length != null
        && new BigInteger(length).compareTo(BigInteger.valueOf(LARGEST_IGNORED)) > 0;
  }

  private void add(Buffer chunk) {
    seen += chunk.length();
    if (seen > most || whole.future().isComplete()) {
      body = Buffer.buffer();
    } else if (room.test(chunk.length())) {
      body.appendBuffer(chunk);
    } else {
      refuse(Refusal.busy());
    }
    if (seen > LARGEST_IGNORED) {
      refuse(Refusal.tooLarge(most));
    }
  }

  private void finish() {
    if (seen > most) {
      refuse(Refusal.tooLarge(most));
    } else {
      whole.tryComplete(body.getBytes());
    }
  }

  /** What has come so far may be large, and the rest of the request long in coming. */
  private void refuse(Refusal refusal) {
    body = Buffer.buffer();
    whole.tryFail(refusal.asException());
  }
}
