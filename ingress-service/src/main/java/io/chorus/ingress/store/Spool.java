package io.chorus.ingress.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Places in a folder of this machine for files that are on their way in. Thread-safe. */
final class Spool {
  private static final String INCOMING = "incoming-";

  private final Path folder;

  Spool(Path folder) throws IOException {
    this.folder = folder;
    clearOld();
  }

  Path next() {
    return folder.resolve(INCOMING + UUID.randomUUID());
  }

  /** What a kill has left; older than any upload may last. */
  private void clearOld() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, INCOMING + "*")) {
      for (Path file : left) {
        if (Files.getLastModifiedTime(file).compareTo(old) < 0) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
