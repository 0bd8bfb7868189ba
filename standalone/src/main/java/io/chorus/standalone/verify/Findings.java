package io.chorus.standalone.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what one check finds. Not thread-safe. */
final class Findings {
  private static final int MOST_BROKEN = 20;
  private static final int MOST_NOTED = 10_000;

  private final String id;
  private final String says;
  private final Map<String, Number> figures = new LinkedHashMap<>();
  private final Examples broken = new Examples(MOST_BROKEN);
  private final Examples noted = new Examples(MOST_NOTED);

  Findings(String id, String says) {
    this.id = id;
    this.says = says;
  }

  Findings figure(String name, Number value) {
    figures.put(name, value);
    return this;
  }

  /** Adds to a figure, which stands where it was first named. */
  Findings count(String name) {
    figures.merge(name, 1L, (sum, one) -> sum.longValue() + one.longValue());
    return this;
  }

  void broken(String what) {
    broken.add(what);
  }

  /** What does not break the invariant, but people should know. */
  void noted(String what) {
    noted.add(what);
  }

  VerifyReport.Check check() {
    return new VerifyReport.Check(
        id, says, broken.count == 0, figures, broken.list(), noted.list());
  }

  private static final class Examples {
    private final List<String> first = new ArrayList<>();
    private final int most;
    private long count;

    Examples(int most) {
      this.most = most;
    }

    void add(String what) {
      if (++count <= most) {
        first.add(what);
      }
    }

    List<String> list() {
      List<String> all = new ArrayList<>(first);
      if (count > most) {
        all.add("and " + (count - most) + " more");
      }
      return List.copyOf(all);
    }
  }
}
