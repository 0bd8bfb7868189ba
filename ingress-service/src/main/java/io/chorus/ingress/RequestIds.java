package io.chorus.ingress;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names every request, by the caller's name for it where that is sane. */
final class RequestIds {
  static final String HEADER = "x-request-id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  static void assign(RoutingContext context) {
    assign(context.request());
    context.next();
  }

  static void assign(HttpServerRequest request) {
    request
        .response()
        .putHeader(HEADER, idFor(request.getHeader(HEADER)))
        .putHeader("X-Content-Type-Options", "nosniff");
  }

  /**
   * @param given by the caller, or null
   */
  static String idFor(String given) {
    return given != null && SANE.matcher(given).matches() ? given : "req_" + UUID.randomUUID();
  }

  static String of(RoutingContext context) {
    return context.response().headers().get(HEADER);
  }
}
