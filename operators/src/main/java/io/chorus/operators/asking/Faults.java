package io.chorus.operators.asking;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Futures that fail, seen plainly. */
final class Faults {

  private Faults() {}

  /** What is thrown instead of a future is a failed future. */
  static <T> CompletableFuture<T> caught(Supplier<CompletableFuture<T>> asked) {
    try {
      return asked.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Completes a future like another one, with the cause that the other one wraps; then does what
   * comes after.
   */
  static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to, Runnable after) {
    CompletableFuture<T> unused =
        from.whenComplete(
            (value, fault) -> {
              settle(to, value, fault);
              after.run();
            });
  }

  private static <T> void settle(CompletableFuture<T> future, T value, Throwable fault) {
    if (fault == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(cause(fault));
    }
  }

  /** The class alone: the messages of databases and parsers may quote what people wrote. */
  static String kind(Throwable fault) {
    return cause(fault).getClass().getSimpleName();
  }

  private static Throwable cause(Throwable fault) {
    return fault instanceof CompletionException && fault.getCause() != null
        ? fault.getCause()
        : fault;
  }
}
