package io.chorus.ingress.watch;

import java.time.Instant;

/** Who is told that a file has not come. Thread-safe. */
@FunctionalInterface
public interface Absences {
  /** May be told more than once, by replicas that see it at the same time. */
  void absent(WatchConfig watch, Instant due);
}
