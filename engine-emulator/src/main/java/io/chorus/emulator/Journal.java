package io.chorus.emulator;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The billed calls, one JSON line each, in the order of their arrival. A line is with the operating
 * system when {@link #append} returns: it outlives a kill of this process, not a power cut. Held
 * exclusively while open. Not thread-safe.
 */
final class Journal implements Closeable {
  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a new journal or goes on with one; a torn last line gets its end.
   *
   * @throws IOException also where another emulator holds the file
   */
  static Journal open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      lock(channel, file);
      Journal journal = new Journal(channel);
      if (isTorn(file)) {
        journal.write(new byte[] {'\n'});
      }
      return journal;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("another emulator of this process holds the journal " + file, e);
    }
    throw new IOException("another emulator holds the journal " + file);
  }

  private static boolean isTorn(Path file) throws IOException {
    try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return reader.size() > 0 && reader.read(last, reader.size() - 1) == 1 && last.get(0) != '\n';
    }
  }

  /**
   * @throws IOException where the line could not be written; then nothing of it is in the file
   */
  void append(JournalLine line) throws IOException {
    byte[] json = EmulatorJson.JSON.writeValueAsBytes(line);
    byte[] whole = Arrays.copyOf(json, json.length + 1);
    whole[json.length] = '\n';
    write(whole);
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      channel.truncate(channel.size() - rest.position());
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
