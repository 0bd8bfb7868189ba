package io.chorus.contracts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an OpenAI batch input file line by line, with bounded memory: a line that is too long is
 * skipped and reported, and of custom ids only hashes are kept. Blank lines are counted and passed
 * over. Not thread-safe; the stream stays the caller's to close.
 *
 * <p>A custom id belongs to the first line that is <em>accepted</em> with it. Answers are found by
 * it, so no two accepted lines may share one; a line that is refused has no answer, and must not
 * cost a good line its own.
 */
public final class BatchLines {
  private static final int BUFFER = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int maxLineBytes;
  private final MessageDigest sha256;
  private final Set<Fingerprint> seen = new HashSet<>();
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int filled;
  private long number;

  /** Lines of up to {@link Json#MAX_DOCUMENT} bytes. */
  public BatchLines(InputStream in) {
    this(in, Json.MAX_DOCUMENT);
  }

  /**
   * @param maxLineBytes longest line that is read
   */
  public BatchLines(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The next line that isn't blank, good or not; empty at the end. A line whose custom id an
   * {@linkplain #accept accepted} line has is refused.
   *
   * @throws IOException where the stream can't be read
   */
  public Optional<BatchLine> next() throws IOException {
    while (refill()) {
      number++;
      byte[] json = readLine();
      if (json == null) {
        return Optional.of(BatchLine.refused(number, null, tooLong()));
      }
      if (!isBlank(json)) {
        return Optional.of(unlessDuplicate(BatchLine.parse(number, json)));
      }
    }
    return Optional.empty();
  }

  /**
   * Gives a line's custom id to it, whose body has been found good: lines that come later with the
   * same one are refused.
   *
   * @param line without problems, as {@link #next} gave it
   */
  public void accept(BatchLine line) {
    seen.add(Fingerprint.of(sha256, line.customIdUtf8()));
  }

  private Problem tooLong() {
    return new Problem(
        "", "is longer than " + maxLineBytes + " bytes", "lines of at most so many bytes");
  }

  private BatchLine unlessDuplicate(BatchLine line) {
    if (!line.problems().isEmpty() || !seen.contains(Fingerprint.of(sha256, line.customIdUtf8()))) {
      return line;
    }
    Problem problem =
        new Problem("custom_id", "is that of an earlier line", "a name for each line of its own");
    return BatchLine.refused(line.number(), line.customId(), problem);
  }

  /** Null where the line is too long. */
  private byte[] readLine() throws IOException {
    line.reset();
    boolean tooLong = false;
    boolean ended = false;
    while (!ended && refill()) {
      int end = endOfLine();
      tooLong |= line.size() + (end - position) > maxLineBytes;
      if (!tooLong) {
        line.write(buffer, position, end - position);
      }
      ended = end < filled;
      position = ended ? end + 1 : end;
    }
    return tooLong ? null : withoutMark(line.toByteArray());
  }

  private byte[] withoutMark(byte[] bytes) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked =
        number == 1
            && Arrays.equals(bytes, 0, Math.min(mark, bytes.length), BYTE_ORDER_MARK, 0, mark);
    return marked ? Arrays.copyOfRange(bytes, mark, bytes.length) : bytes;
  }

  private int endOfLine() {
    int end = position;
    while (end < filled && buffer[end] != '\n') {
      end++;
    }
    return end;
  }

  /** False at the end of the stream. */
  private boolean refill() throws IOException {
    if (position == filled) {
      position = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return position < filled;
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private record Fingerprint(long high, long low) {
    static Fingerprint of(MessageDigest sha256, byte[] text) {
      ByteBuffer hash = ByteBuffer.wrap(sha256.digest(text));
      return new Fingerprint(hash.getLong(), hash.getLong());
    }
  }
}
