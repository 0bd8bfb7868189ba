package io.chorus.ingress;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends a file: waits for each piece to be taken, so that no more than one is in memory, and no
 * longer than {@link Pace} says, in which the time that the file takes to be read does not count.
 * Not thread-safe.
 */
final class Download {
  private static final int BUFFER = 64 << 10;
  private static final long PIECE_MS = 60_000;

  private final LongSupplier nanoTime;
  private long sent;
  private long waitedNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Download(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Blocks until all has been taken.
   *
   * @param send gives the caller a piece; done when that has been taken
   * @throws TimeoutException where the caller is too slow
   */
  void pump(InputStream in, Function<Buffer, Future<Void>> send)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
      sent += n;
      long since = nanoTime.getAsLong();
      taken(send.apply(Buffer.buffer().appendBytes(buffer, 0, n)));
      waitedNanos += nanoTime.getAsLong() - since;
    }
  }

  /** Blocks until the caller has taken what remains. */
  void taken(Future<Void> piece) throws InterruptedException, ExecutionException, TimeoutException {
    long limitMs = Math.max(0, Math.min(PIECE_MS, leftMs()));
    piece.toCompletionStage().toCompletableFuture().get(limitMs, TimeUnit.MILLISECONDS);
  }

  /** How long the caller has to take what has been sent, in ms; negative where it is late. */
  long leftMs() {
    return Pace.leftMs(sent, TimeUnit.NANOSECONDS.toMillis(waitedNanos));
  }
}
