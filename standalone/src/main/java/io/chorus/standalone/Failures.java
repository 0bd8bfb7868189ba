package io.chorus.standalone;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as the person at the terminal hears of them. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Chorus.class);

  private Failures() {}

  /** What went wrong, without what carried it from thread to thread. */
  static Throwable cause(Throwable failure) {
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return wrapped && failure.getCause() != null ? cause(failure.getCause()) : failure;
  }

  static String sentence(Throwable cause) {
    if (cause instanceof InterruptedException) {
      return "interrupted before its end.";
    }
    if (cause instanceof Error) {
      return "broken: " + cause;
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  static void log(Throwable cause) {
    LOG.error("the command failed", cause);
  }
}
