package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The asks that are open in this process, each once: a broker's second copy joins the first.
 * Thread-safe; no lock is held while an ask starts or ends.
 */
final class InFlight {
  private final Map<AskId, CompletableFuture<Answer>> open = new HashMap<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean closed;

  /**
   * The answer of the ask that is open already, as a replay, or of the one that starts now;
   * cancelled after {@link #close}.
   */
  CompletableFuture<Answer> join(Call call, Function<Call, CompletableFuture<Answer>> start) {
    CompletableFuture<Answer> own = new CompletableFuture<>();
    CompletableFuture<Answer> first = enter(call.askId(), own);
    if (first == null) {
      AskId ask = call.askId();
      Faults.forward(Faults.caught(() -> start.apply(call)), own, () -> leave(ask));
    } else {
      Faults.forward(first.thenApply(answer -> Answers.replayed(call, answer)), own, () -> {});
    }
    return own;
  }

  /** Nothing enters any longer. Completed when nothing is open. */
  CompletableFuture<Void> close() {
    drainIf(closed());
    return drained;
  }

  private void leave(AskId ask) {
    drainIf(left(ask));
  }

  private void drainIf(boolean nothingComes) {
    if (nothingComes) {
      drained.complete(null);
    }
  }

  private synchronized CompletableFuture<Answer> enter(AskId ask, CompletableFuture<Answer> own) {
    return closed
        ? CompletableFuture.failedFuture(new CancellationException("closed"))
        : open.putIfAbsent(ask, own);
  }

  private synchronized boolean left(AskId ask) {
    open.remove(ask);
    return closed && open.isEmpty();
  }

  private synchronized boolean closed() {
    closed = true;
    return open.isEmpty();
  }
}
