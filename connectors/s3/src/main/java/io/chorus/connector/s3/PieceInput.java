package io.chorus.connector.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/**
 * Reads something long piece by piece: one piece is in memory, and no connection is open between
 * them, however slowly they are taken. A piece that breaks off is asked for again. Not thread-safe.
 */
final class PieceInput extends InputStream {
  private static final int PIECE = 4 << 20;
  private static final int ATTEMPTS = 3;

  private final Pieces pieces;
  private final long size;
  private final byte[] piece;
  private long next;
  private int position;
  private int filled;

  /** Where they come from. */
  @FunctionalInterface
  interface Pieces {
    /**
     * @param length at least 1, and never beyond the end
     */
    InputStream read(long offset, long length) throws IOException;
  }

  PieceInput(Pieces pieces, long size) {
    this(pieces, size, PIECE);
  }

  PieceInput(Pieces pieces, long size, int mostInMemory) {
    this.pieces = pieces;
    this.size = size;
    this.piece = new byte[(int) Math.min(mostInMemory, size)];
  }

  @Override
  public int read() throws IOException {
    return refill() ? piece[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!refill()) {
      return -1;
    }
    int some = Math.min(length, filled - position);
    System.arraycopy(piece, position, to, from, some);
    position += some;
    return some;
  }

  /** False at the end. */
  private boolean refill() throws IOException {
    if (position < filled) {
      return true;
    }
    if (next == size) {
      return false;
    }
    int length = (int) Math.min(piece.length, size - next);
    position = 0;
    filled = 0;
    fill(length, ATTEMPTS);
    filled = length;
    next += length;
    return true;
  }

  private void fill(int length, int attempts) throws IOException {
    try (InputStream in = pieces.read(next, length)) {
      if (in.readNBytes(piece, 0, length) < length) {
        throw new EOFException("a piece broke off");
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (attempts == 1) {
        throw e;
      }
      fill(length, attempts - 1);
    }
  }
}
