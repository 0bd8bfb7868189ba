package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/** Keeps the last answer, whatever it is asked for, unless it is gone. */
final class ScriptedCache implements AnswerCache {
  private Answer kept;
  private boolean gone;

  void isGone() {
    gone = true;
  }

  @Override
  public CompletableFuture<Answer> find(Call call) {
    return gone ? fault() : CompletableFuture.completedFuture(kept);
  }

  @Override
  public CompletableFuture<Void> keep(Call call, Answer answer) {
    kept = answer;
    return gone ? fault() : CompletableFuture.completedFuture(null);
  }

  private static <T> CompletableFuture<T> fault() {
    return CompletableFuture.failedFuture(new IllegalStateException("Redis is gone"));
  }
}
