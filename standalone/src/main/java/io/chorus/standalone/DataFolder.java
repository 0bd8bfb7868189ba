package io.chorus.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Everything a standalone system keeps, in one folder that one process at a time may use. The lock
 * goes with the process, however it ends.
 */
final class DataFolder implements AutoCloseable {
  static final String SYSTEM_INFO = "system.json";

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * @throws InUseException where another process uses the folder
   */
  static DataFolder open(Path root) throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new InUseException(root);
    }
    return new DataFolder(root.toAbsolutePath().normalize(), channel);
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
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return kept("api-key", "ck-" + HexFormat.of().formatHex(random));
  }

  /** A key that emulated engines are asked with: whoever wants another writes it there. */
  Path emulatorKey(String name) throws IOException {
    return kept(name, name);
  }

  private Path kept(String name, String secret) throws IOException {
    Path file = root.resolve(name);
    return Files.exists(file) ? file : writePrivate(file, secret);
  }

  /** Where everything of the running system is; absent while none runs. */
  Path systemInfo() {
    return root.resolve(SYSTEM_INFO);
  }

  Path writePrivate(Path file, String text) throws IOException {
    return writePrivate(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file that only its owner reads; it is there whole or not at all. */
  Path writePrivate(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(part, bytes);
    return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  /** Another process has the folder. */
  static final class InUseException extends UsageException {
    private InUseException(Path root) {
      super(
          "a system is already running on "
              + root
              + ": stop it, or choose another with --data DIR");
    }
  }
}
