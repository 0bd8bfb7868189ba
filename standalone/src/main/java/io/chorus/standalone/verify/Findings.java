package io.chorus.standalone.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what one check finds. Not thread-safe. */
final class Findings {
  private static final int MOST_EXAMPLES = 20;

  private final String id;
  private final String says;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();
  private long broken;

  Findings(String id, String says) {
    this.id = id;
    this.says = says;
  }

  Findings figure(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  void broken(String what) {
    broken++;
    if (examples.size() < MOST_EXAMPLES) {
      examples.add(what);
    }
  }

  VerifyReport.Check check() {
    if (broken > examples.size()) {
      examples.add("and " + (broken - examples.size()) + " more");
    }
    return new VerifyReport.Check(id, says, broken == 0, figures, List.copyOf(examples));
  }
}
