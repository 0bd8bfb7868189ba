package io.chorus.ingress;

import io.chorus.contracts.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers, always JSON; refusals in OpenAI's form. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final String RETRY_AFTER_SECONDS = "2";

  /** After these the rest of a body may still be on its way. */
  private static final Set<Integer> LAST_WORDS = Set.of(400, 408, 413);

  private Replies() {}

  /** What the router finds wrong by itself. */
  static void onErrors(Router router) {
    router.errorHandler(400, context -> refuse(context, Refusal.unreadable()));
    router.errorHandler(404, context -> refuse(context, Refusal.noPath()));
    router.errorHandler(405, context -> wrongMethod(router, context));
    router.errorHandler(500, context -> failure(context, context.failure()));
  }

  private static void wrongMethod(Router router, RoutingContext context) {
    String allowed =
        router.getRoutes().stream()
            .filter(route -> route.methods() != null && leadsTo(route, context.normalizedPath()))
            .flatMap(route -> route.methods().stream())
            .map(HttpMethod::name)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    context.response().putHeader("Allow", allowed.isEmpty() ? "GET" : allowed);
    refuse(context, Refusal.wrongMethod());
  }

  private static boolean leadsTo(Route route, String path) {
    if (route.getPath() == null) {
      return false;
    }
    String[] pattern = route.getPath().split("/", -1);
    // the router takes a slash at the end for nothing, too
    String[] parts = path.replaceFirst("(?<=.)/$", "").split("/", -1);
    boolean alike = pattern.length == parts.length;
    for (int i = 0; alike && i < parts.length; i++) {
      alike = pattern[i].startsWith(":") || pattern[i].equals(parts[i]);
    }
    return alike;
  }

  static void json(RoutingContext context, int status, Object body) {
    json(context.response(), status, body);
  }

  static void refuse(RoutingContext context, Refusal refusal) {
    refuse(context.request(), refusal);
  }

  static void refuse(HttpServerRequest request, Refusal refusal) {
    HttpServerResponse response = request.response();
    if (isOver(response)) {
      return;
    }
    if (refusal.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    switch (refusal.retry()) {
      case LATER -> response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
      case NEVER -> response.putHeader("x-should-retry", "false");
      case BY_STATUS -> {}
    }
    boolean last = LAST_WORDS.contains(refusal.status()) && isStillSending(request);
    if (last) {
      // who does not know would send the next request into a closed connection
      response.putHeader("Connection", "close");
    }
    json(response, refusal.status(), ErrorBody.of(refusal));
    if (last) {
      request.connection().close();
    }
  }

  /** A request without a body has ended, though its end may not have been seen yet. */
  private static boolean isStillSending(HttpServerRequest request) {
    if (request.decoderResult().isFailure()) {
      return true;
    }
    String length = request.getHeader("Content-Length");
    boolean hasBody =
        request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    return hasBody && !request.isEnded();
  }

  /** What went wrong: a refusal as such; of anything else the cause is in the log only. */
  static void failure(RoutingContext context, Throwable cause) {
    if (!isOver(context.response())) {
      refuse(context, refusal(context, cause));
    }
  }

  /** The same, for those who answer in another form. */
  static Refusal refusal(RoutingContext context, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return refused.refusal();
    }
    LOG.error("request {} failed", RequestIds.of(context), cause);
    return Refusal.defect();
  }

  private static void json(HttpServerResponse response, int status, Object body) {
    if (isOver(response)) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(Json.write(body)))
        .onFailure(gone -> LOG.debug("the caller is gone", gone));
  }

  private static boolean isOver(HttpServerResponse response) {
    return response.ended() || response.closed();
  }
}
