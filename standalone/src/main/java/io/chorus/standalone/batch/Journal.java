package io.chorus.standalone.batch;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.TaskIds;
import io.chorus.emulator.JournalLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

  /** The ask that was billed; null where the call was none of ours. */
  public static AskId ask(JournalLine line) {
    if (line.ask() == null) {
      return null;
    }
    try {
      AskId ask = AskId.parse(line.ask());
      boolean ours = TaskIds.isTaskId(ask.taskId()) && TaskIds.isTaskId(ask.key().rootId());
      return ours ? ask : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Every line so far, none where there is no file; what a crash has cut off and what is being
   * written now is left out.
   */
  public void forEach(Consumer<JournalLine> action) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JournalLine parsed = parse(line);
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
          AskId ask = ask(line);
          if (ask != null && taskIds.contains(ask.taskId())) {
            count[0]++;
          }
        });
    return count[0];
  }

  private static JournalLine parse(String line) {
    try {
      return Json.read(line, JournalLine.class);
    } catch (MalformedJsonException e) {
      return null;
    }
  }
}
