package io.chorus.ingress;

import io.chorus.connector.postgres.IdempotencyStore;
import io.chorus.connector.postgres.IdempotencyStore.Named;
import io.chorus.contracts.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers' own names for their requests ({@code Idempotency-Key}): the same name with the same
 * body is the same task, whichever replica hears it. On threads of its own.
 */
final class Names {
  static final String HEADER = "Idempotency-Key";

  private static final Logger LOG = LoggerFactory.getLogger(Names.class);
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int THREADS = 4;
  private static final long LIMIT_S = 10;

  private final IdempotencyStore store;
  private final WorkerExecutor threads;

  Names(Vertx vertx, IdempotencyStore store) {
    this.store = store;
    this.threads = vertx.createSharedWorkerExecutor("ingress-names", THREADS);
  }

  /**
   * @throws RefusedException where the text is no name
   */
  static void check(String name) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw Refusal.badName(HEADER).asException();
    }
  }

  /** What a request of this name became, if there was one. */
  Future<Optional<Named>> find(String tenant, String name) {
    return name == null
        ? Future.succeededFuture(Optional.empty())
        : read(() -> store.find(tenant, name));
  }

  /** Keeps a name for a task; fails where it stands for another body. */
  Future<Named> keep(String name, Task task) {
    Named named = new Named(task.taskId(), task.bodyHash(), task.acceptedAtMs());
    if (name == null) {
      return Future.succeededFuture(named);
    }
    return read(() -> store.keep(task.tenant(), name, named))
        .map(
            kept -> {
              if (!kept.bodyHash().equals(task.bodyHash())) {
                throw Refusal.nameIsTaken(HEADER).asException();
              }
              return kept;
            });
  }

  private <T> Future<T> read(Callable<T> query) {
    return threads
        .executeBlocking(query, false)
        .timeout(LIMIT_S, TimeUnit.SECONDS)
        .recover(
            cause -> {
              LOG.warn("names of requests can't be looked up: {}", cause.toString());
              return Future.failedFuture(Refusal.noDatabase().asException());
            });
  }
}
