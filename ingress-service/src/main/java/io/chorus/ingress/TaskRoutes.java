package io.chorus.ingress;

import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Task;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/tasks}. */
final class TaskRoutes {
  private static final String PATH = "/v1/tasks/:id";
  private static final String SHOW = "GET " + PATH;

  private final Submissions submissions;
  private final Tasks tasks;
  private final PlaceDesk places;
  private final TaskLog log;
  private final Auditor auditor;

  TaskRoutes(Submissions submissions, Tasks tasks, PlaceDesk places, TaskLog log, Auditor auditor) {
    this.submissions = submissions;
    this.tasks = tasks;
    this.places = places;
    this.log = log;
    this.auditor = auditor;
  }

  void on(Api api) {
    api.post("/v1/tasks", KeyScope.WRITE, this::create);
    api.get(PATH, KeyScope.READ, this::get);
    api.post("/v1/tasks/:id/rerun", KeyScope.WRITE, this::rerun);
  }

  private void create(RoutingContext context) {
    submissions
        .submit(context)
        .onSuccess(asked -> created(context, asked.task()))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static void created(RoutingContext context, Task task) {
    context.response().putHeader("Location", "/v1/tasks/" + task.taskId());
    Replies.json(context, 202, TaskJson.accepted(task));
  }

  /** A new task that asks the same, and asks it anew. */
  private void rerun(RoutingContext context) {
    tasks
        .accepted(Identity.of(context).tenant(), context.pathParam("id"))
        .map(found -> found.orElseThrow(() -> Refusal.noTask().asException()))
        .compose(log::find)
        .map(found -> found.orElseThrow(() -> Refusal.notKept().asException()))
        .compose(task -> submissions.again(context, task))
        .onSuccess(task -> created(context, task))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void get(RoutingContext context) {
    tasks
        .find(Identity.of(context).tenant(), context.pathParam("id"))
        .map(found -> found.orElseThrow(() -> Refusal.noTask().asException()))
        .compose(task -> located(context, task))
        .onSuccess(task -> Replies.json(context, 200, task))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Future<TaskJson> located(RoutingContext context, TaskJson task) {
    return task.ending() == null
        ? places.of(context.vertx(), Identity.of(context).tenant(), task.id()).map(task::at)
        : auditor.shown(context, SHOW).map(task);
  }
}
