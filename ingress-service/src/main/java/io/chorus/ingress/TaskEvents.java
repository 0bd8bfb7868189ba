package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /v1/tasks/ID/events}: the task as it is, again whenever that has changed, and at last
 * as it ended, or an error where that can't be shown.
 */
final class TaskEvents {
  private static final String PATH = "/v1/tasks/:id/events";
  private static final String SHOW = "GET " + PATH;
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 15_000;

  private final Tasks tasks;
  private final PlaceDesk places;
  private final WaitingRoom waiting;
  private final LookUps lookUps;
  private final Connections connections;
  private final Auditor auditor;

  TaskEvents(
      Tasks tasks,
      PlaceDesk places,
      WaitingRoom waiting,
      LookUps lookUps,
      Connections connections,
      Auditor auditor) {
    this.tasks = tasks;
    this.places = places;
    this.waiting = waiting;
    this.lookUps = lookUps;
    this.connections = connections;
    this.auditor = auditor;
  }

  void on(Api api) {
    api.get(PATH, KeyScope.READ, this::follow);
  }

  private void follow(RoutingContext context) {
    String tenant = Identity.of(context).tenant();
    String id = context.pathParam("id");
    WaitingRoom.Seat seat = waiting.seat();
    context.addEndHandler(gone -> seat.leave());
    seat.take(id);
    tasks
        .find(tenant, id)
        .map(found -> found.orElseThrow(() -> Refusal.noTask().asException()))
        .onSuccess(task -> new Watch(context, tenant, task, seat).begin())
        .onFailure(cause -> Replies.failure(context, cause));
  }

  /** One who looks on. */
  private final class Watch {
    private final RoutingContext context;
    private final Vertx vertx;
    private final EventStream events;
    private final String tenant;
    private final TaskJson task;
    private final WaitingRoom.Seat seat;
    private TaskJson told;

    Watch(RoutingContext context, String tenant, TaskJson task, WaitingRoom.Seat seat) {
      this.context = context;
      this.vertx = context.vertx();
      this.events = EventStream.open(context, connections);
      this.tenant = tenant;
      this.task = task;
      this.seat = seat;
    }

    void begin() {
      if (task.ending() != null) {
        show(task);
        return;
      }
      tell(task);
      lookUps.begin(tenant, task.id(), task.expiresAt() * 1_000, seat);
      Future.fromCompletionStage(seat.result(), vertx.getOrCreateContext())
          .compose(result -> tasks.find(tenant, task.id()))
          .onSuccess(found -> show(found.orElse(task)))
          .onFailure(this::refuse);
      look(FIRST_PAUSE_MS);
    }

    /** Ever more seldom: each look is a question to the jobs. */
    private void look(long pauseMs) {
      if (events.isOpen() && !seat.isOver()) {
        places.of(vertx, tenant, task.id()).onSuccess(found -> tell(task.at(found)));
        long next = Math.min(pauseMs * 3 / 2, LONGEST_PAUSE_MS);
        vertx.setTimer(pauseMs, again -> look(next));
      }
    }

    private void tell(TaskJson now) {
      if (!seat.isOver() && !now.equals(told)) {
        told = now;
        events.send("task", now);
      }
    }

    private void show(TaskJson ended) {
      auditor
          .shown(context, SHOW)
          .onSuccess(written -> end("ended", ended))
          .onFailure(this::refuse);
    }

    /** Who is gone already hears nothing. */
    private void refuse(Throwable cause) {
      if (events.isOpen()) {
        end("error", ErrorBody.of(Replies.refusal(context, cause)));
      }
    }

    private void end(String event, Object data) {
      events.send(event, data);
      events.end();
    }
  }
}
