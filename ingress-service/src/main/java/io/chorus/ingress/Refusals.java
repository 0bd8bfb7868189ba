package io.chorus.ingress;

import io.chorus.contracts.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What is wrong with a request before anyone looks at its body. */
final class Refusals {
  private Refusals() {}

  static void on(Router router) {
    router.errorHandler(
        404, context -> refuse(context, 404, "not_found", "there is nothing at this path"));
    router.errorHandler(
        405, context -> refuse(context, 405, "method_not_allowed", "this path has other methods"));
    router.errorHandler(
        413,
        context ->
            refuse(
                context,
                413,
                "request_too_large",
                "the body is too large; allowed: " + Json.MAX_DOCUMENT + " bytes"));
    router.errorHandler(
        400, context -> refuse(context, 400, "bad_request", "this is no request that can be read"));
    router.errorHandler(500, context -> Replies.failure(context, context.failure()));
  }

  private static void refuse(RoutingContext context, int status, String code, String message) {
    Replies.error(context, status, Replies.INVALID, null, code, message);
  }
}
