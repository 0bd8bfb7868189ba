package io.chorus.operators.lifecycle;

import io.chorus.contracts.Strategy;

/**
 * What one strategy makes of what has come in: a pure function of the progress, so that the order
 * of answers, a restart or a second look change nothing. Thread-safe.
 */
interface Collecting {

  /** What follows from how it stands: nothing is asked yet, or an answer came, or a slot failed. */
  Next next(TaskProgress progress, long nowMs);

  /** What the answers come to as they are; null where there is none. */
  Choice choice(TaskProgress progress);

  /** What follows once {@link TaskProgress#wakeAtMs} has come. */
  default Next wake(TaskProgress progress, long nowMs) {
    return Next.await();
  }

  /**
   * A call that a budget has to allow first, once {@link TaskProgress#wakeAtMs} has come; mostly
   * none.
   */
  default Next hedge(TaskProgress progress, long nowMs) {
    return Next.await();
  }

  /** When to look again though nothing has come in; 0 for never. */
  default long wakeAtMs(TaskProgress progress, long nowMs) {
    return 0;
  }

  static Collecting of(Strategy strategy) {
    return switch (strategy) {
      case SINGLE -> Single.INSTANCE;
      case CASCADE -> Cascade.INSTANCE;
      case VOTE -> Voting.INSTANCE;
      case BEST_OF -> Best.INSTANCE;
      case FUSE -> Fusing.INSTANCE;
      case FIRST -> First.INSTANCE;
    };
  }
}
