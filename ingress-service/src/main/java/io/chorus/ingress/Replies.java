package io.chorus.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chorus.contracts.Json;
import io.chorus.contracts.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers, errors in OpenAI's form among them. */
final class Replies {
  static final String INVALID = "invalid_request_error";
  static final String SERVER = "api_error";

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final String RETRY_AFTER_SECONDS = "2";

  private Replies() {}

  static void json(RoutingContext context, int status, Object body) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(Buffer.buffer(Json.write(body)))
        .onFailure(gone -> LOG.debug("the caller is gone", gone));
  }

  static void error(
      RoutingContext context, int status, String type, String param, String code, String message) {
    json(context, status, new ErrorBody(new Failure(message, type, param, code), null));
  }

  /** A body that is no task: what is wrong with which field. */
  static void problems(RoutingContext context, List<Problem> problems) {
    String message = problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    String field = problems.get(0).field();
    Failure failure =
        new Failure(message, INVALID, field.isEmpty() ? null : field, "invalid_request");
    json(context, 400, new ErrorBody(failure, problems));
  }

  static void unavailable(RoutingContext context, String message) {
    context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
    error(context, 503, SERVER, null, "unavailable", message);
  }

  /** What went wrong here: the log has the cause, the caller a sentence without it. */
  static void failure(RoutingContext context, Throwable cause) {
    LOG.error("request {} failed", RequestIds.of(context), cause);
    error(context, 500, SERVER, null, "internal_error", "something went wrong here; try again");
  }

  private record ErrorBody(
      Failure error, @JsonInclude(JsonInclude.Include.NON_NULL) List<Problem> problems) {}

  private record Failure(String message, String type, String param, String code) {}
}
