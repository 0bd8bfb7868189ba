package io.chorus.ingress;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one part whether it is there: one question at a time, whose answer serves everyone for a
 * second. Thread-safe.
 */
final class Probe {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LIMIT_S = 3;

  private final String part;
  private final WorkerExecutor threads;
  private final Callable<Boolean> question;
  private Future<Boolean> answer;
  private long askedAt;
  private boolean wasThere = true;

  Probe(String part, WorkerExecutor threads, Callable<Boolean> question) {
    this.part = part;
    this.threads = threads;
    this.question = question;
  }

  String part() {
    return part;
  }

  /** False also where no answer comes within some seconds. Never fails. */
  Future<Boolean> isThere() {
    return ask().timeout(LIMIT_S, TimeUnit.SECONDS).otherwise(false).onSuccess(this::note);
  }

  private synchronized Future<Boolean> ask() {
    boolean over = answer != null && answer.isComplete();
    if (answer == null || (over && System.nanoTime() - askedAt > FRESH_NANOS)) {
      askedAt = System.nanoTime();
      answer = threads.executeBlocking(question, false);
    }
    return answer;
  }

  private synchronized void note(boolean there) {
    if (there != wasThere) {
      LOG.warn("{} is {}", part, there ? "back" : "unreachable");
      wasThere = there;
    }
  }
}
