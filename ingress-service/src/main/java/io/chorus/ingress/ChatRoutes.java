package io.chorus.ingress;

import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CancellationException;

/** {@code /v1/chat/completions}: a task whose result is waited for. */
final class ChatRoutes {
  static final String TASK_HEADER = "x-chorus-task-id";

  private final Submissions submissions;
  private final WaitingRoom waiting;
  private final LiveTokens tokens;
  private final LookUps lookUps;
  private final Connections connections;

  ChatRoutes(
      Submissions submissions,
      WaitingRoom waiting,
      LiveTokens tokens,
      LookUps lookUps,
      Connections connections) {
    this.submissions = submissions;
    this.waiting = waiting;
    this.tokens = tokens;
    this.lookUps = lookUps;
    this.connections = connections;
  }

  void on(Api api) {
    api.post("/v1/chat/completions", KeyScope.WRITE, this::complete);
    for (String other : List.of("completions", "embeddings", "responses")) {
      api.post("/v1/" + other, KeyScope.WRITE, context -> notOffered(context, other));
    }
  }

  private static void notOffered(RoutingContext context, String what) {
    Replies.refuse(context, Refusal.notOffered("'" + what + "' endpoint"));
  }

  /**
   * Waits before the task is accepted, so that no result is missed; no longer than the caller. The
   * task of a caller who is gone goes on.
   */
  private void complete(RoutingContext context) {
    WaitingRoom.Seat seat = waiting.seat();
    LiveTokens.Ear ear = tokens.ear(context.vertx().getOrCreateContext());
    context.addEndHandler(
        gone -> {
          seat.leave();
          ear.close();
        });
    submissions
        .submit(context, asked -> listen(asked, seat, ear))
        .onSuccess(asked -> answer(context, asked, seat, ear))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static void listen(Asked asked, WaitingRoom.Seat seat, LiveTokens.Ear ear) {
    seat.take(asked.task().taskId());
    if (asked.stream()) {
      ear.listen(asked.task().tenant(), asked.task().taskId());
    }
  }

  private void answer(
      RoutingContext context, Asked asked, WaitingRoom.Seat seat, LiveTokens.Ear ear) {
    if (context.response().closed()) {
      return;
    }
    context.response().putHeader(TASK_HEADER, asked.task().taskId());
    Future<Result> result = result(context, asked, seat);
    if (asked.stream()) {
      ChatStream stream = ChatStream.open(EventStream.open(context, connections), asked);
      ear.passTo(stream);
      result.onSuccess(stream::finish).onFailure(unlessGone(cause -> stream.fail(context, cause)));
    } else {
      result
          .onSuccess(ended -> reply(context, ended))
          .onFailure(unlessGone(cause -> Replies.failure(context, cause)));
    }
  }

  /** Who hangs up leaves his seat, which is no failure of anything. */
  private static Handler<Throwable> unlessGone(Handler<Throwable> handler) {
    return cause -> {
      if (!(cause instanceof CancellationException)) {
        handler.handle(cause);
      }
    };
  }

  private Future<Result> result(RoutingContext context, Asked asked, WaitingRoom.Seat seat) {
    Task task = asked.task();
    lookUps.begin(task.tenant(), task.taskId(), task.deadlineMs(), seat);
    return Future.fromCompletionStage(seat.result(), context.vertx().getOrCreateContext())
        .map(Tasks::resultOf);
  }

  private static void reply(RoutingContext context, Result result) {
    if (result.state() == FinalState.SUCCEEDED) {
      Replies.json(context, 200, ChatCompletion.of(result));
    } else {
      Replies.refuse(context, Refusal.ended(result));
    }
  }
}
