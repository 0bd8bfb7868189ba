package io.chorus.ingress;

import io.chorus.connector.redis.Piece;

/**
 * What a caller has been told of an answer that is still being written, and whether the committed
 * answer goes on from there. Not thread-safe.
 */
final class Foretold {
  private final StringBuilder text = new StringBuilder();
  private String ask;
  private boolean lost;

  /** What a piece means for the caller. */
  enum Heard {
    /** It goes on where the last one ended: to be passed on. */
    NEXT,
    /** Something before it was lost, so only the committed answer can tell the rest. */
    USELESS,
    /** What was told is void: another ask has begun, or the same once more. */
    ANEW
  }

  Heard hear(Piece piece) {
    boolean goesOn = text.isEmpty() || piece.ask().equals(ask);
    if (goesOn && !lost && piece.at() == text.length()) {
      ask = piece.ask();
      text.append(piece.text());
      return Heard.NEXT;
    }
    if (!text.isEmpty() && (!piece.ask().equals(ask) || piece.at() == 0)) {
      return Heard.ANEW;
    }
    lost = true;
    return Heard.USELESS;
  }

  /** What of the committed answer the caller has not been told; null where it differs. */
  String rest(String committed) {
    return committed.startsWith(text.toString()) ? committed.substring(text.length()) : null;
  }
}
