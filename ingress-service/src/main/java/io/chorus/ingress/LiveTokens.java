package io.chorus.ingress;

import io.chorus.connector.redis.Piece;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.connector.redis.TokenListener;
import io.vertx.core.Context;
import io.vertx.core.Promise;

/**
 * What engines write while they write it, for the streams of this process; where there is no Redis
 * nothing is heard.
 */
final class LiveTokens implements AutoCloseable {
  private final TokenListener listener;

  private LiveTokens(TokenListener listener) {
    this.listener = listener;
  }

  /**
   * @param redis null for none
   */
  static LiveTokens of(RedisConfig redis) {
    return new LiveTokens(redis == null ? null : new TokenListener(redis));
  }

  /** An ear for one stream, which may open after the first word. */
  Ear ear(Context home) {
    return new Ear(home);
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
  }

  /** Hears of one task until it is closed. Thread-safe. */
  final class Ear implements AutoCloseable {
    private final Context home;
    private final Promise<ChatStream> stream = Promise.promise();
    private final TokenListener.Listening listening;

    private Ear(Context home) {
      this.home = home;
      this.listening = listener == null ? null : listener.listening(this::hear);
    }

    void listen(String tenant, String taskId) {
      if (listening != null) {
        listening.begin(tenant, taskId);
      }
    }

    /** Passes everything on, what came before too. On the event loop. */
    void passTo(ChatStream open) {
      stream.complete(open);
    }

    private void hear(Piece piece) {
      home.runOnContext(now -> stream.future().onSuccess(open -> open.hear(piece)));
    }

    @Override
    public void close() {
      if (listening != null) {
        listening.close();
      }
    }
  }
}
