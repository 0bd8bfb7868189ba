package io.chorus.ingress;

import io.chorus.contracts.Task;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /v1/tasks}. */
final class TaskRoutes {
  private final Submissions submissions;
  private final Tasks tasks;

  TaskRoutes(Submissions submissions, Tasks tasks) {
    this.submissions = submissions;
    this.tasks = tasks;
  }

  void on(Router router) {
    router.post("/v1/tasks").handler(this::create);
    router.get("/v1/tasks/:id").handler(this::get);
  }

  private void create(RoutingContext context) {
    submissions
        .submit(context, task -> {})
        .onSuccess(task -> created(context, task))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private static void created(RoutingContext context, Task task) {
    context.response().putHeader("Location", "/v1/tasks/" + task.taskId());
    Replies.json(context, 202, TaskJson.accepted(task));
  }

  private void get(RoutingContext context) {
    tasks
        .find(context.pathParam("id"))
        .map(found -> found.orElseThrow(() -> Refusal.noTask().asException()))
        .onSuccess(task -> Replies.json(context, 200, task))
        .onFailure(cause -> Replies.failure(context, cause));
  }
}
