package io.chorus.standalone.spend;

import io.chorus.connector.postgres.Spend.Dimension;
import io.chorus.connector.postgres.Spend.Line;
import io.chorus.contracts.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Forms of a table of sums. */
public enum Format {
  TABLE {
    @Override
    public String of(List<Dimension> by, List<Line> lines) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(columns(by));
      lines.forEach(line -> rows.add(List.copyOf(cells(by, line, true).values())));
      return aligned(rows, by.size());
    }
  },
  CSV {
    @Override
    public String of(List<Dimension> by, List<Line> lines) {
      StringBuilder text = new StringBuilder(row(columns(by)));
      lines.forEach(line -> text.append(row(List.copyOf(cells(by, line, false).values()))));
      return text.toString();
    }
  },
  JSON {
    @Override
    public String of(List<Dimension> by, List<Line> lines) {
      String objects =
          lines.stream()
              .map(line -> Json.writeText(figures(by, line)))
              .collect(Collectors.joining(",\n"));
      return "[\n" + objects + "\n]\n";
    }
  };

  private static final int NANO = 9;
  private static final List<String> FIGURES =
      List.of(
          "asks",
          "hedges",
          "answered",
          "from_cache",
          "failed",
          "tokens_in",
          "cached",
          "tokens_out",
          "reasoning",
          "usd",
          "ambiguous",
          "ambiguous_usd");

  /** The whole text, with an end of line. */
  public abstract String of(List<Dimension> by, List<Line> lines);

  private static List<String> columns(List<Dimension> by) {
    List<String> columns = new ArrayList<>(by.stream().map(Format::name).toList());
    columns.addAll(FIGURES);
    return columns;
  }

  private static String name(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> figures(List<Dimension> by, Line line) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < by.size(); i++) {
      values.put(name(by.get(i)), line.of().get(i));
    }
    List<Number> numbers =
        List.of(
            line.asks(),
            line.hedges(),
            line.answered(),
            line.cached(),
            line.failed(),
            line.usage().inputTokens(),
            line.usage().cachedInputTokens(),
            line.usage().outputTokens(),
            line.usage().reasoningTokens(),
            BigDecimal.valueOf(line.costNanoUsd(), NANO),
            line.ambiguous(),
            BigDecimal.valueOf(line.ambiguousNanoUsd(), NANO));
    for (int i = 0; i < FIGURES.size(); i++) {
      values.put(FIGURES.get(i), numbers.get(i));
    }
    return values;
  }

  private static Map<String, String> cells(List<Dimension> by, Line line, boolean forPeople) {
    Map<String, String> cells = new LinkedHashMap<>();
    figures(by, line).forEach((name, value) -> cells.put(name, cell(value, forPeople)));
    return cells;
  }

  private static String cell(Object value, boolean forPeople) {
    if (value instanceof BigDecimal usd) {
      return forPeople ? String.format(Locale.ROOT, "%,.4f", usd) : usd.toPlainString();
    }
    return forPeople && value instanceof Long count
        ? String.format(Locale.ROOT, "%,d", count)
        : value.toString();
  }

  /** Names to the left, figures to the right. */
  private static String aligned(List<List<String>> rows, int names) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(1);
        String form = i < names ? "  %-" + Math.max(1, width) + "s" : "  %" + width + "s";
        line.append(String.format(Locale.ROOT, form, row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** As RFC 4180 has it; what a spreadsheet would take for a formula is text. */
  private static String row(List<String> cells) {
    return cells.stream().map(Format::quoted).collect(Collectors.joining(",")) + "\r\n";
  }

  private static String quoted(String cell) {
    String safe = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
