package io.chorus.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Everything a standalone system keeps, in one folder that one process at a time may use. The lock
 * goes with the process, however it ends.
 */
final class DataFolder implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * @throws UsageException where another process uses the folder
   */
  static DataFolder open(Path root) throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new UsageException(
          "a system is already running on "
              + root
              + ": stop it, or choose another with --data DIR");
    }
    return new DataFolder(root, channel);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path root() {
    return root;
  }

  Path of(String name) {
    return root.resolve(name);
  }

  Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** Every call that the emulator would have billed, over all starts. */
  Path journal() {
    return root.resolve("journal.jsonl");
  }

  /** The one API key, made at the first start. */
  Path apiKey() throws IOException {
    Path file = root.resolve("api-key");
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      writePrivate(file, "ck-" + HexFormat.of().formatHex(random));
    }
    return file;
  }

  /** A file that only its owner reads. */
  Path writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
