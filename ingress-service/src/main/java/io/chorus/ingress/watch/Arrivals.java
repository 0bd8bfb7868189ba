package io.chorus.ingress.watch;

import java.util.List;
import java.util.Set;

/**
 * Tells which files are whole: those that are the same at two looks, one after the other. Not
 * thread-safe.
 *
 * @param <T> a file as it was seen; equal where it has not changed
 */
final class Arrivals<T> {
  private Set<T> before = Set.of();

  List<T> whole(List<T> seen) {
    List<T> whole = seen.stream().filter(before::contains).toList();
    before = Set.copyOf(seen);
    return whole;
  }
}
