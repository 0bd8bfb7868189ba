package io.chorus.ingress;

import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.TaskFilter;
import io.chorus.connector.postgres.TaskPages;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.connector.postgres.TaskView;
import io.chorus.contracts.Json;
import io.chorus.contracts.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks tasks up, on threads of its own: a database that hangs holds up nobody who does not need
 * it.
 */
final class Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

  /** As many as the database has connections for look-ups. */
  private static final int THREADS = 4;

  /** Fewer, so that look-ups have connections left beside long searches. */
  private static final int SEARCH_THREADS = 2;

  private static final long LIMIT_S = 10;

  private final TaskStore tasks;
  private final TaskPages pages;
  private final FinalStore finals;
  private final WorkerExecutor threads;
  private final WorkerExecutor searches;

  Tasks(Vertx vertx, TaskStore tasks, TaskPages pages, FinalStore finals) {
    this.tasks = tasks;
    this.pages = pages;
    this.finals = finals;
    this.threads = vertx.createSharedWorkerExecutor("ingress-look-up", THREADS);
    this.searches = vertx.createSharedWorkerExecutor("ingress-search", SEARCH_THREADS);
  }

  /** A task as it is now; empty where the tenant has none of that id. */
  Future<Optional<TaskJson>> find(String tenant, String id) {
    return read(() -> tasks.find(tenant, id).map(this::show));
  }

  /** A task as it was accepted; empty where the tenant has none of that id. */
  Future<Optional<TaskView>> accepted(String tenant, String id) {
    return read(() -> tasks.find(tenant, id));
  }

  /** Newest first. */
  Future<List<TaskPages.Listed>> list(String tenant, TaskFilter filter, int limit) {
    return read(searches, () -> pages.list(tenant, filter, limit));
  }

  /** The stored bytes of a task's result, if it has ended. */
  Future<Optional<byte[]>> result(String tenant, String id) {
    return read(() -> finals.find(tenant, id));
  }

  private TaskJson show(TaskView task) {
    return finals
        .find(task.tenant(), task.taskId())
        .map(stored -> TaskJson.finished(task, resultOf(stored)))
        .orElseGet(() -> TaskJson.open(task));
  }

  static Result resultOf(byte[] stored) {
    return Json.readOwn(new String(stored, StandardCharsets.UTF_8), Result.class);
  }

  private <T> Future<T> read(Callable<T> query) {
    return read(threads, query);
  }

  private static <T> Future<T> read(WorkerExecutor threads, Callable<T> query) {
    return threads
        .executeBlocking(query, false)
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(
            cause -> {
              LOG.warn("no look-up: {}", cause.toString());
              return Future.failedFuture(Refusal.noDatabase().asException());
            });
  }
}
