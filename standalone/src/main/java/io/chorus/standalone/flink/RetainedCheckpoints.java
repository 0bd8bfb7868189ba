package io.chorus.standalone.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What the starts of a job before this one have left. */
final class RetainedCheckpoints {
  /** The job's own folder, one for each start, one for each checkpoint. */
  private static final int DEPTH = 3;

  private RetainedCheckpoints() {}

  /**
   * The newest complete checkpoint; empty where there is none.
   *
   * @param folder of one job
   */
  static Optional<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(RetainedCheckpoints::modified))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
