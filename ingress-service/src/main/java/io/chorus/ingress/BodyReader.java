package io.chorus.ingress;

import io.chorus.contracts.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.math.BigInteger;
import java.util.Locale;

/** Reads the body of a request: JSON of a bounded size, in a bounded time. */
final class BodyReader {
  private static final long LIMIT_MS = 60_000;

  /** A body up to this size is let pass unread, so that its sender hears the answer. */
  private static final long LARGEST_IGNORED = 16L * Json.MAX_DOCUMENT;

  private final Promise<byte[]> whole = Promise.promise();
  private Buffer body = Buffer.buffer();
  private long seen;

  private BodyReader() {}

  /** Must be called before the request's handler returns: no part of the body may be missed. */
  static Future<byte[]> read(RoutingContext context) {
    return isJson(context.request().getHeader("Content-Type"))
        ? readText(context)
        : Future.failedFuture(Refusal.wrongMediaType().asException());
  }

  /** The same, of whatever type. */
  static Future<byte[]> readText(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.getHeader("Content-Encoding") != null) {
      return Future.failedFuture(Refusal.encoded().asException());
    }
    if (isTooLong(request)) {
      return Future.failedFuture(Refusal.tooLarge().asException());
    }
    BodyReader reader = new BodyReader();
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
    if (seen <= Json.MAX_DOCUMENT) {
      body.appendBuffer(chunk);
    } else {
      body = Buffer.buffer();
    }
    if (seen > LARGEST_IGNORED) {
      refuse(Refusal.tooLarge());
    }
  }

  private void finish() {
    if (seen > Json.MAX_DOCUMENT) {
      refuse(Refusal.tooLarge());
    } else {
      whole.tryComplete(body.getBytes());
    }
  }

  private void refuse(Refusal refusal) {
    whole.tryFail(refusal.asException());
  }
}
