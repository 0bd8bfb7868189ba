package io.chorus.standalone.batch;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/** The emulator's journal: one line for every call that a provider would have billed. */
public final class Journal {
  private final Path file;

  public Journal(Path file) {
    this.file = file;
  }

  /**
   * A billed call.
   *
   * @param ask id of the ask; null where it was none of ours
   */
  public record Line(String engine, String model, String ask, long tokensIn, long tokensOut) {

    /** Null where it was none of ours. */
    public AskId askId() {
      try {
        return ask == null ? null : AskId.parse(ask);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
  }

  /** Every line so far; one that is being written now may be left out. */
  public void forEach(Consumer<Line> action) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Line parsed = parse(line);
        if (parsed != null) {
          action.accept(parsed);
        }
      }
    }
  }

  /** Lines of these tasks' asks. */
  long billed(Set<String> taskIds) throws IOException {
    long[] count = {0};
    forEach(
        line -> {
          AskId ask = line.askId();
          if (ask != null && taskIds.contains(ask.taskId())) {
            count[0]++;
          }
        });
    return count[0];
  }

  /** Null for what a crash has cut off. */
  private static Line parse(String line) {
    try {
      return Json.read(line, Line.class);
    } catch (MalformedJsonException e) {
      return null;
    }
  }
}
