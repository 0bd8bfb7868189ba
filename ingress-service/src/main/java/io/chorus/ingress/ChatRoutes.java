package io.chorus.ingress;

import io.chorus.connector.postgres.FinalStore;
import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.contracts.Tenants;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/** {@code /v1/chat/completions}: a task whose result is waited for. */
final class ChatRoutes {
  private static final Set<String> CALLERS =
      Set.of(code(FailureClass.CALLER_FAULT), code(FailureClass.CONTENT_REFUSED));

  private final Submissions submissions;
  private final ResultTail tail;
  private final FinalStore finals;

  ChatRoutes(Submissions submissions, ResultTail tail, FinalStore finals) {
    this.submissions = submissions;
    this.tail = tail;
    this.finals = finals;
  }

  private static String code(FailureClass failure) {
    return failure.name().toLowerCase(Locale.ROOT);
  }

  void on(Router router) {
    router.post("/v1/chat/completions").handler(this::complete);
  }

  private void complete(RoutingContext context) {
    submissions.submit(
        context,
        false,
        task -> await(context, task),
        task -> lookUp(context, task),
        task -> tail.forget(task.taskId()));
  }

  /** Waits before the task is accepted, so that no result is missed. */
  private void await(RoutingContext context, Task task) {
    context.response().closeHandler(gone -> tail.forget(task.taskId()));
    Future.fromCompletionStage(tail.await(task.taskId()))
        .onSuccess(stored -> reply(context, TaskRoutes.result(stored)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /** A result that was there before anyone waited. */
  private void lookUp(RoutingContext context, Task task) {
    context
        .vertx()
        .executeBlocking(() -> finals.find(Tenants.DEFAULT, task.taskId()), false)
        .onSuccess(
            found ->
                found.ifPresent(
                    stored -> {
                      tail.forget(task.taskId());
                      reply(context, TaskRoutes.result(stored));
                    }))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static void reply(RoutingContext context, Result result) {
    switch (result.state()) {
      case SUCCEEDED -> Replies.json(context, 200, ChatCompletion.of(result));
      case EXPIRED -> failed(context, 504, result);
      case CANCELLED -> failed(context, 409, result);
      case FAILED -> failed(context, CALLERS.contains(result.errorCode()) ? 400 : 502, result);
    }
  }

  private static void failed(RoutingContext context, int status, Result result) {
    Replies.error(
        context,
        status,
        status == 400 ? Replies.INVALID : Replies.SERVER,
        null,
        result.errorCode(),
        "task " + result.taskId() + ": " + result.errorMessage());
  }
}
