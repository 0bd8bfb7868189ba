package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import java.util.concurrent.CompletableFuture;

/**
 * What exactly the same requests of the same tenant to the same model were answered lately.
 * Thread-safe. It may forget at any time, and whatever fails counts as forgotten.
 */
public interface AnswerCache {

  /** For calls that are answered anew each time. */
  AnswerCache NONE =
      new AnswerCache() {
        @Override
        public CompletableFuture<Answer> find(Call call) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> keep(Call call, Answer answer) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /** The answer as it was given to another ask; null where there is none. */
  CompletableFuture<Answer> find(Call call);

  /** Keeps an answer for as long as the call says. */
  CompletableFuture<Void> keep(Call call, Answer answer);
}
