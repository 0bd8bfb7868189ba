package io.chorus.ingress;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names every request, by the caller's name for it where that is sane. */
final class RequestIds {
  static final String HEADER = "x-request-id";

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  static void assign(RoutingContext context) {
    String given = context.request().getHeader(HEADER);
    String id = given != null && SANE.matcher(given).matches() ? given : "req_" + UUID.randomUUID();
    context.put(HEADER, id);
    context.response().putHeader(HEADER, id).putHeader("X-Content-Type-Options", "nosniff");
    context.next();
  }

  static String of(RoutingContext context) {
    return context.get(HEADER);
  }
}
