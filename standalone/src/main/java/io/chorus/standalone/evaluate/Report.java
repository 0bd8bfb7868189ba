package io.chorus.standalone.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The figures of an evaluation, under stable names. */
public final class Report {
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final List<Line> lines = new ArrayList<>();

  private record Line(String name, double value, String goal, String about) {}

  /**
   * @param goal as people read it, empty where there is none
   */
  void add(String name, double value, String goal, String about) {
    figures.put(name, Math.round(value * 10_000) / 10_000.0);
    lines.add(new Line(name, value, goal, about));
  }

  /** By name. */
  public Map<String, Double> figures() {
    return new TreeMap<>(figures);
  }

  /** A table for people. */
  public String text() {
    int width = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    String set = "";
    for (Line line : lines) {
      String next = line.name().substring(0, line.name().indexOf('.'));
      text.append(set.isEmpty() || next.equals(set) ? "" : "\n");
      set = next;
      text.append(row(line, width));
    }
    return text.toString();
  }

  private static String row(Line line, int width) {
    return String.format(
                Locale.ROOT,
                "%-" + width + "s  %8.3f  %-8s  %s",
                line.name(),
                line.value(),
                line.goal(),
                line.about())
            .stripTrailing()
        + "\n";
  }
}
