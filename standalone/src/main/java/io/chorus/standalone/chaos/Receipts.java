package io.chorus.standalone.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the numbers that {@link ReceiptSink} wrote down, from its files and as far as they have
 * grown. Thread-safe.
 */
final class Receipts {
  private static final int CHUNK = 8_192 * Long.BYTES;

  private final Path folder;
  private final int sent;
  private final BitSet seen = new BitSet();
  private final Map<Path, Long> read = new HashMap<>();
  private long copies;

  /**
   * Nothing is read yet.
   *
   * @param sent the numbers are 0 to one less than this
   */
  Receipts(Path folder, int sent) {
    this.folder = folder;
    this.sent = sent;
  }

  /**
   * What has been received.
   *
   * @param distinct different numbers
   * @param copies all numbers, those that came again too
   */
  record Count(int distinct, long copies) {
    long redelivered() {
      return copies - distinct;
    }
  }

  /**
   * Reads what is new.
   *
   * @throws IOException when a number was never sent
   */
  synchronized Count count() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        read.put(file, readOn(file, read.getOrDefault(file, 0L)));
      }
    }
    return new Count(seen.cardinality(), copies);
  }

  /** A number cut in two by a kill is left: it was not acked, so it comes again. */
  private long readOn(Path file, long from) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long position = from;
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(chunk.clear(), position) >= Long.BYTES) {
        chunk.flip();
        while (chunk.remaining() >= Long.BYTES) {
          note(chunk.getLong());
          position += Long.BYTES;
        }
      }
    }
    return position;
  }

  private void note(long number) throws IOException {
    if (number < 0 || number >= sent) {
      throw new IOException("number " + number + " was received and never sent");
    }
    seen.set((int) number);
    copies++;
  }
}
