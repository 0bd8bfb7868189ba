package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.Json;
import io.chorus.operators.quality.QualityGrader;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which calls are answered from the cache, and which answers are worth keeping there: whole ones
 * that refuse nothing. Never fails: without a cache engines are asked. Thread-safe.
 */
final class Caching {
  private static final Logger LOG = LoggerFactory.getLogger(Caching.class);
  private static final Set<String> WHOLE = Set.of("stop", "tool_calls");

  private final AnswerCache cache;
  private final Executor worker;
  private final Clock clock;
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * @param worker goes on where the cache's own thread has others to serve
   */
  Caching(AnswerCache cache, Executor worker, Clock clock) {
    this.cache = cache;
    this.worker = worker;
    this.clock = clock;
  }

  /** The answer that may stand for a new one, or null. */
  CompletableFuture<Answer> find(Call call) {
    return call.cacheMaxAgeMs() == 0
        ? CompletableFuture.completedFuture(null)
        : Faults.caught(() -> cache.find(call))
            .handle(this::heard)
            .thenApplyAsync(known -> isYoung(known, call) ? known : null, worker);
  }

  private boolean isYoung(Answer known, Call call) {
    return known != null && clock.millis() - known.receivedAtMs() <= call.cacheMaxAgeMs();
  }

  /**
   * Keeps what an engine has said now, where that may be of use.
   *
   * @param answer null where the ask was cancelled
   */
  void keep(Call call, Answer answer) {
    if (call.cacheMaxAgeMs() > 0 && answer != null && answer.answered() && !answer.replayed()) {
      worker.execute(() -> keepWhole(call, answer));
    }
  }

  private void keepWhole(Call call, Answer answer) {
    try {
      if (isWhole(answer)) {
        CompletableFuture<Void> unused =
            Faults.caught(() -> cache.keep(call, answer)).handle(this::heard);
      }
    } catch (RuntimeException defect) {
      LOG.error("ask {}: its answer is not kept ({})", call.askId(), Faults.kind(defect));
    }
  }

  private static boolean isWhole(Answer answer) {
    ChatAnswer said = Json.readOwn(answer.payload().text(), ChatAnswer.class);
    return WHOLE.contains(said.finishReason()) && !QualityGrader.mayRefuse(said.text());
  }

  /** Told once for as long as it lasts: every call that wants the cache comes by here. */
  private <T> T heard(T value, Throwable fault) {
    if (fault != null && !away.getAndSet(true)) {
      LOG.warn("the cache of answers can't be used ({}): engines are asked", Faults.kind(fault));
    } else if (fault == null && away.getAndSet(false)) {
      LOG.info("the cache of answers can be used again");
    }
    return fault == null ? value : null;
  }
}
