package io.chorus.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Submission;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Validation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request's body to an accepted task, or to the refusal that says why not. */
final class Submissions {
  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  /** Longer than Kafka takes to give up. */
  private static final long CONFIRMED_WITHIN_S = 20;

  private final Room room = new Room(Acceptance.MAX_REQUESTS, Acceptance.MAX_BYTES);
  private final TaskValidator validator;
  private final Acceptance acceptance;
  private final Clock clock;

  Submissions(TaskValidator validator, Acceptance acceptance, Clock clock) {
    this.validator = validator;
    this.acceptance = acceptance;
    this.clock = clock;
  }

  /**
   * Accepts a request's task. Fails with a {@link RefusedException} where that can't be.
   *
   * @param before runs on a valid task before anyone hears of it, on a worker's thread
   */
  Future<Asked> submit(RoutingContext context, Consumer<Asked> before) {
    int size = size(context.request());
    if (!room.enter(size)) {
      return Future.failedFuture(Refusal.busy().asException());
    }
    Context home = context.vertx().getOrCreateContext();
    String tenant = Identity.of(context).tenant();
    MultiMap headers = context.request().headers();
    return BodyReader.read(context)
        .compose(body -> home.executeBlocking(() -> asked(tenant, body, headers), false))
        .onFailure(refused -> room.leave(size))
        .compose(asked -> confirmed(home, asked, before, size));
  }

  /** What a body may take of the room; without a length, the most there can be. */
  private static int size(HttpServerRequest request) {
    try {
      String length = request.getHeader("Content-Length");
      return (int) Math.min(Json.MAX_DOCUMENT, Long.parseLong(length));
    } catch (NumberFormatException e) {
      return Json.MAX_DOCUMENT;
    }
  }

  private Asked asked(String tenant, byte[] bytes, MultiMap headers) {
    JsonNode body = HeaderWishes.added(tree(bytes), headers);
    Instant now = clock.instant();
    Validation validation = validator.validate(body, Submission.at(now));
    if (!validation.accepted()) {
      throw Refusal.invalid(validation.problems()).asException();
    }
    String id = TaskIds.fresh(now);
    return new Asked(
        validation.draft().toTask(tenant, id, id, now),
        validation.draft().stream(),
        body.at("/stream_options/include_usage").asBoolean());
  }

  private static JsonNode tree(byte[] body) {
    try {
      return Json.tree(body);
    } catch (MalformedJsonException e) {
      throw Refusal.invalid(List.of(e.problem())).asException();
    }
  }

  /** The caller's patience ends before the database's: the room is kept until it is certain. */
  private Future<Asked> confirmed(Context home, Asked asked, Consumer<Asked> before, int size) {
    return home.executeBlocking(
            () -> {
              before.accept(asked);
              return acceptance.accept(asked.task());
            },
            false)
        .compose(accepting -> Future.fromCompletionStage(accepting, home))
        .onComplete(certain -> room.leave(size))
        .timeout(CONFIRMED_WITHIN_S, TimeUnit.SECONDS)
        .recover(cause -> notAccepted(asked.task(), cause))
        .map(asked);
  }

  private static Future<Task> notAccepted(Task task, Throwable cause) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("task {} is not accepted: {}", task.taskId(), cause.toString());
    return Future.failedFuture(Refusal.notAccepted(task.taskId()).asException());
  }
}
