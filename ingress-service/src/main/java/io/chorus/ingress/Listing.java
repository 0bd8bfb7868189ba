package io.chorus.ingress;

import java.util.List;
import java.util.function.Function;

/** One page of a list, in OpenAI's form. */
record Listing<T>(String object, List<T> data, String firstId, String lastId, boolean hasMore) {
  /**
   * @param found one more than the limit where there are more
   */
  static <T> Listing<T> of(List<T> found, int limit, Function<T, String> id) {
    List<T> shown = found.stream().limit(limit).toList();
    return new Listing<>(
        "list",
        shown,
        shown.isEmpty() ? null : id.apply(shown.get(0)),
        shown.isEmpty() ? null : id.apply(shown.get(shown.size() - 1)),
        found.size() > limit);
  }
}
