package io.chorus.ingress;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Files in a folder, which all replicas must share. */
final class LocalFiles implements FileStore {
  private static final int BUFFER = 64 << 10;
  private static final String INCOMING = "incoming-";

  private final Path folder;

  LocalFiles(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    clearOld();
  }

  @Override
  public Path spool() {
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

  @Override
  public void take(String fileId, Path spooled) throws IOException {
    Files.move(
        spooled,
        folder.resolve(fileId),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public OutputStream create(String fileId) throws IOException {
    Path spooled = spool();
    OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(spooled), BUFFER);
    return new FilterOutputStream(bytes) {
      @Override
      public void write(byte[] some, int from, int length) throws IOException {
        out.write(some, from, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        take(fileId, spooled);
      }
    };
  }

  @Override
  public InputStream open(String fileId) throws IOException {
    return new BufferedInputStream(Files.newInputStream(folder.resolve(fileId)), BUFFER);
  }

  @Override
  public void delete(String fileId) throws IOException {
    Files.deleteIfExists(folder.resolve(fileId));
  }
}
