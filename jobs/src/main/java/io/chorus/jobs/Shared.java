package io.chorus.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Things that a process has one of, however many subtasks use them: opened for the first user,
 * closed after the last. Thread-safe.
 *
 * @param <K> the configuration that tells two of them apart
 * @param <T> the thing
 */
final class Shared<K, T> {
  private final Map<K, Use<T>> open = new HashMap<>();
  private final Function<K, T> opener;
  private final Consumer<T> closer;

  Shared(Function<K, T> opener, Consumer<T> closer) {
    this.opener = opener;
    this.closer = closer;
  }

  synchronized T acquire(K key) {
    Use<T> use = open.get(key);
    if (use == null) {
      use = new Use<>(opener.apply(key));
      open.put(key, use);
    }
    use.users++;
    return use.thing;
  }

  synchronized void release(K key) {
    Use<T> use = open.get(key);
    if (use != null && --use.users == 0) {
      open.remove(key);
      closer.accept(use.thing);
    }
  }

  private static final class Use<T> {
    private final T thing;
    private int users;

    private Use(T thing) {
      this.thing = thing;
    }
  }
}
