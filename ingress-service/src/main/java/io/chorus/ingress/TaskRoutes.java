package io.chorus.ingress;

import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.chorus.contracts.Tenants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code /v1/tasks}. */
final class TaskRoutes {
  private final Submissions submissions;
  private final TaskStore tasks;
  private final FinalStore finals;

  TaskRoutes(Submissions submissions, TaskStore tasks, FinalStore finals) {
    this.submissions = submissions;
    this.tasks = tasks;
    this.finals = finals;
  }

  void on(Router router) {
    router.post("/v1/tasks").handler(this::create);
    router.get("/v1/tasks/:id").handler(this::get);
  }

  private void create(RoutingContext context) {
    submissions.submit(context, false, task -> {}, task -> created(context, task), task -> {});
  }

  private static void created(RoutingContext context, Task task) {
    context.response().putHeader("Location", "/v1/tasks/" + task.taskId());
    Replies.json(
        context,
        202,
        new Accepted(
            task.taskId(), "task", "open", task.acceptedAtMs() / 1_000, task.deadlineMs() / 1_000));
  }

  private void get(RoutingContext context) {
    String id = context.pathParam("id");
    context
        .vertx()
        .executeBlocking(() -> find(id), false)
        .onSuccess(
            found -> {
              if (found.isPresent()) {
                Replies.json(context, 200, found.get());
              } else {
                Replies.error(
                    context, 404, Replies.INVALID, "id", "not_found", "there is no such task");
              }
            })
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private Optional<TaskJson> find(String id) {
    return tasks
        .find(Tenants.DEFAULT, id)
        .map(
            task ->
                finals
                    .find(Tenants.DEFAULT, id)
                    .map(stored -> TaskJson.finished(task, result(stored)))
                    .orElseGet(() -> TaskJson.open(task)));
  }

  static Result result(byte[] stored) {
    return Json.readOwn(new String(stored, StandardCharsets.UTF_8), Result.class);
  }

  private record Accepted(
      String id, String object, String status, long createdAt, long expiresAt) {}
}
