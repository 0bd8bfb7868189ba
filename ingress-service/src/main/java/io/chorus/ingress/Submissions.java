package io.chorus.ingress;

import io.chorus.contracts.Submission;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Validation;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request's body to an accepted task, or to the answer that says why not. */
final class Submissions {
  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  private final TaskValidator validator;
  private final TaskAcceptance acceptance;
  private final Clock clock;

  Submissions(TaskValidator validator, TaskAcceptance acceptance, Clock clock) {
    this.validator = validator;
    this.acceptance = acceptance;
    this.clock = clock;
  }

  /**
   * @param before runs on a valid task before it is accepted; on a worker thread
   * @param accepted runs when the task is accepted
   * @param notAccepted runs when it is known not to be, after the caller was told
   */
  void submit(
      RoutingContext context,
      boolean mayStream,
      Consumer<Task> before,
      Consumer<Task> accepted,
      Consumer<Task> notAccepted) {
    byte[] body =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    context
        .vertx()
        .executeBlocking(() -> validated(context, body, mayStream), false)
        .onSuccess(
            task -> {
              if (task != null) {
                accept(context, task, before, accepted, notAccepted);
              }
            })
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /** Null where the caller was told what is wrong. */
  private Task validated(RoutingContext context, byte[] body, boolean mayStream) {
    Instant now = clock.instant();
    Validation validation = validator.validate(body, Submission.at(now));
    if (!validation.accepted()) {
      Replies.problems(context, validation.problems());
      return null;
    }
    if (validation.draft().stream() && !mayStream) {
      Replies.error(
          context,
          400,
          Replies.INVALID,
          "stream",
          "unsupported_value",
          "'stream' is true, which is not available; allowed: false");
      return null;
    }
    String id = TaskIds.fresh(now);
    return validation.draft().toTask(Tenants.DEFAULT, id, id, now);
  }

  private void accept(
      RoutingContext context,
      Task task,
      Consumer<Task> before,
      Consumer<Task> accepted,
      Consumer<Task> notAccepted) {
    before.accept(task);
    Future<CompletableFuture<Boolean>> sent =
        context.vertx().executeBlocking(() -> acceptance.accept(task), false);
    sent.compose(Future::fromCompletionStage)
        .onSuccess(
            room -> {
              if (room) {
                accepted.accept(task);
              } else {
                Replies.unavailable(context, "too many tasks arrive at once; try again");
                notAccepted.accept(task);
              }
            })
        .onFailure(
            cause -> {
              LOG.warn("request {} was not accepted", RequestIds.of(context), cause);
              Replies.unavailable(context, "the task could not be stored; try again");
              notAccepted.accept(task);
            });
  }
}
