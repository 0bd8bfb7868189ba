package io.chorus.ingress;

import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/chat/completions}: a task whose result is waited for. */
final class ChatRoutes {
  private final Submissions submissions;
  private final WaitingRoom waiting;
  private final LookUps lookUps;

  ChatRoutes(Submissions submissions, WaitingRoom waiting, LookUps lookUps) {
    this.submissions = submissions;
    this.waiting = waiting;
    this.lookUps = lookUps;
  }

  void on(Router router) {
    router.post("/v1/chat/completions").handler(this::complete);
  }

  /** Waits before the task is accepted, so that no result is missed; no longer than the caller. */
  private void complete(RoutingContext context) {
    WaitingRoom.Seat seat = waiting.seat();
    context.addEndHandler(gone -> seat.leave());
    submissions
        .submit(context, task -> seat.take(task.taskId()))
        .compose(task -> result(context, task, seat))
        .onSuccess(stored -> reply(context, Tasks.resultOf(stored)))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Future<byte[]> result(RoutingContext context, Task task, WaitingRoom.Seat seat) {
    lookUps.begin(task.taskId(), task.deadlineMs(), seat);
    return Future.fromCompletionStage(seat.result(), context.vertx().getOrCreateContext());
  }

  private static void reply(RoutingContext context, Result result) {
    if (result.state() == FinalState.SUCCEEDED) {
      Replies.json(context, 200, ChatCompletion.of(result));
    } else {
      Replies.refuse(context, Refusal.ended(result));
    }
  }
}
