package io.chorus.connector.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what engines write to those who listen, by Redis' publishing: kept nowhere, and lost where
 * Redis is away. Thread-safe.
 */
public final class TokenSpeaker implements AutoCloseable {
  /** A call waits no longer than this to learn whether anybody listens. */
  private static final long PATIENCE_MS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(TokenSpeaker.class);

  private final RedisLink<StatefulRedisConnection<String, String>> redis;

  /** Begins to connect: the first who listens should be heard of too. */
  public TokenSpeaker(RedisConfig config) {
    this.redis = RedisLink.toTell(config);
    var unused = redis.connected();
  }

  /** Whether somebody listens to a task; false too where Redis does not say so. Never fails. */
  public CompletableFuture<Boolean> isHeard(String tenant, String taskId) {
    String channel = TokenChannel.of(tenant, taskId);
    return redis
        .connected()
        .thenCompose(link -> link.async().pubsubNumsub(channel))
        .thenApply(listeners -> listeners.getOrDefault(channel, 0L) > 0)
        .exceptionally(
            away -> {
              LOG.debug("nobody says who listens: {}", away.toString());
              return false;
            })
        .completeOnTimeout(false, PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * For the text of one ask, piece by piece; neither blocks nor throws.
   *
   * @param ask as in {@link Piece}
   */
  public Consumer<String> speech(String tenant, String taskId, String ask) {
    String channel = TokenChannel.of(tenant, taskId);
    return new Speech(ask, piece -> published(channel, piece));
  }

  private CompletableFuture<Long> published(String channel, String piece) {
    return redis.connected().thenCompose(link -> link.async().publish(channel, piece));
  }

  @Override
  public void close() {
    redis.close();
  }
}
