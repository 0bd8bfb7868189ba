package io.chorus.operators.asking;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What is on its way, and comes in whatever order a seed decides. */
final class Fate {
  private final Random random;
  private final List<Runnable> coming = new ArrayList<>();
  private boolean calm;

  Fate(Random random) {
    this.random = random;
  }

  /** True in so many of a hundred cases. */
  boolean strikes(int percent) {
    return random.nextInt(100) < percent;
  }

  /** The same for trouble, of which there is none once it is calm. */
  boolean troubles(int percent) {
    return strikes(percent) && !calm;
  }

  void calm() {
    calm = true;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> CompletableFuture<T> later(Supplier<T> happens) {
    CompletableFuture<T> future = new CompletableFuture<>();
    coming.add(
        () -> {
          try {
            future.complete(happens.get());
          } catch (IllegalStateException trouble) {
            future.completeExceptionally(trouble);
          }
        });
    return future;
  }

  boolean isQuiet() {
    return coming.isEmpty();
  }

  void next() {
    if (!coming.isEmpty()) {
      coming.remove(random.nextInt(coming.size())).run();
    }
  }
}
