package io.chorus.connector.redis;

import io.chorus.contracts.Json;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One answer's text on its way to its listeners. One message at a time is on its way, and what
 * comes meanwhile waits for the next: so no more is held than the answer itself, however slow Redis
 * is. After a message that did not arrive all further ones would be useless, so there are none.
 * Thread-safe.
 */
final class Speech implements Consumer<String> {
  private final String ask;
  private final Function<String, CompletableFuture<Long>> publisher;
  private final StringBuilder waiting = new StringBuilder();
  private int told;
  private boolean busy;
  private boolean over;

  /**
   * @param publisher sends a {@link Piece} as JSON and says how many have heard it
   */
  Speech(String ask, Function<String, CompletableFuture<Long>> publisher) {
    this.ask = ask;
    this.publisher = publisher;
  }

  @Override
  public synchronized void accept(String text) {
    if (!over) {
      waiting.append(text);
      next();
    }
  }

  private void next() {
    int length = sendable();
    if (busy || length == 0) {
      return;
    }
    Piece piece = new Piece(ask, told, waiting.substring(0, length));
    waiting.delete(0, length);
    told += length;
    busy = true;
    CompletableFuture<Long> unused =
        publisher.apply(Json.writeText(piece)).whenComplete((heard, fault) -> sent(heard));
  }

  /** Half of a character can't travel: it waits for its other half. */
  private int sendable() {
    int length = waiting.length();
    boolean isHalf = length > 0 && Character.isHighSurrogate(waiting.charAt(length - 1));
    return isHalf ? length - 1 : length;
  }

  private synchronized void sent(Long heard) {
    busy = false;
    if (heard == null || heard == 0) {
      over = true;
      waiting.setLength(0);
    } else {
      next();
    }
  }
}
