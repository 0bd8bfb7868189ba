package io.chorus.operators.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of which somebody has said where its personal data is.
 *
 * @param language en, vi or zh
 */
record Labelled(String language, String text, List<Found> marked) {
  private static final Pattern MARK = Pattern.compile("\\{\\{([A-Z]+)\\|(.+?)}}");

  static List<Labelled> all() throws IOException {
    try (InputStream file = Labelled.class.getResourceAsStream("labelled.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> of(line.substring(0, 2), line.substring(3)))
          .toList();
    }
  }

  private static Labelled of(String language, String marks) {
    StringBuilder text = new StringBuilder();
    List<Found> marked = new ArrayList<>();
    Matcher mark = MARK.matcher(marks);
    int done = 0;
    while (mark.find()) {
      text.append(marks, done, mark.start());
      int start = text.length();
      text.append(mark.group(2));
      marked.add(new Found(Entity.valueOf(mark.group(1)), start, text.length()));
      done = mark.end();
    }
    return new Labelled(language, text.append(marks.substring(done)).toString(), marked);
  }

  /** Those marks of which no character is left to see. */
  List<Found> hidden(List<Found> found) {
    return marked.stream()
        .filter(
            mark ->
                found.stream().anyMatch(f -> f.start() <= mark.start() && mark.end() <= f.end()))
        .toList();
  }

  /** What was found where nothing is. */
  List<Found> mistaken(List<Found> found) {
    return found.stream()
        .filter(
            f ->
                marked.stream().noneMatch(mark -> f.start() < mark.end() && mark.start() < f.end()))
        .toList();
  }
}
