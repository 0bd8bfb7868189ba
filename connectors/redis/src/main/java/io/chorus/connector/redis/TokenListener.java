package io.chorus.connector.redis;

import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what engines write, as {@link TokenSpeaker} tells it. While Redis is away nothing is heard;
 * who listened before is heard by again when it is back. Thread-safe.
 */
public final class TokenListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenListener.class);

  private final RedisLink<StatefulRedisPubSubConnection<String, String>> redis;
  private final Map<String, List<Consumer<Piece>>> ears = new HashMap<>();
  private CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection;

  public TokenListener(RedisConfig config) {
    this.redis = RedisLink.toListen(config);
  }

  /**
   * A listener to one task, who is not listening yet.
   *
   * @param ear is told each piece on a thread of the client, which must not be blocked
   */
  public Listening listening(Consumer<Piece> ear) {
    return new Listening(ear);
  }

  private synchronized void add(String channel, Consumer<Piece> ear) {
    ears.computeIfAbsent(channel, first -> new ArrayList<>()).add(ear);
    settle(channel);
  }

  private synchronized void remove(String channel, Consumer<Piece> ear) {
    List<Consumer<Piece>> others = ears.get(channel);
    others.remove(ear);
    if (others.isEmpty()) {
      ears.remove(channel);
      settle(channel);
    }
  }

  private void settle(String channel) {
    CompletableFuture<Void> unused =
        connected()
            .thenCompose(link -> settle(link, channel))
            .exceptionally(
                away -> {
                  LOG.debug("tokens of a task are not heard: {}", away.toString());
                  return null;
                });
  }

  /** As it is wanted now, whatever was wanted when the connection was not there yet. */
  private synchronized CompletableFuture<Void> settle(
      StatefulRedisPubSubConnection<String, String> link, String channel) {
    return (ears.containsKey(channel)
            ? link.async().subscribe(channel)
            : link.async().unsubscribe(channel))
        .toCompletableFuture();
  }

  private CompletableFuture<StatefulRedisPubSubConnection<String, String>> connected() {
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> now = redis.connected();
    if (now != connection) {
      connection = now;
      CompletableFuture<Void> unused = now.thenAccept(this::begin);
    }
    return now;
  }

  /** Who began to listen while there was no connection listens from now on. */
  private synchronized void begin(StatefulRedisPubSubConnection<String, String> link) {
    link.addListener(new Hears());
    ears.keySet().forEach(this::settle);
  }

  private void hear(String channel, String message) {
    try {
      Piece piece = Json.read(message.getBytes(StandardCharsets.UTF_8), Piece.class);
      earsAt(channel).forEach(ear -> ear.accept(piece));
    } catch (MalformedJsonException e) {
      LOG.warn("what was told of a task is no piece of an answer");
    }
  }

  private synchronized List<Consumer<Piece>> earsAt(String channel) {
    return List.copyOf(ears.getOrDefault(channel, List.of()));
  }

  @Override
  public void close() {
    redis.close();
  }

  private final class Hears extends RedisPubSubAdapter<String, String> {
    @Override
    public void message(String channel, String message) {
      hear(channel, message);
    }
  }

  /** One who listens to one task, from {@link #begin} to {@link #close}. */
  public final class Listening implements AutoCloseable {
    private final Consumer<Piece> ear;
    private String channel;
    private boolean closed;

    private Listening(Consumer<Piece> ear) {
      this.ear = ear;
    }

    /** Without effect after {@link #close}. At most once. */
    public synchronized void begin(String tenant, String taskId) {
      if (!closed) {
        channel = TokenChannel.of(tenant, taskId);
        add(channel, ear);
      }
    }

    @Override
    public synchronized void close() {
      if (channel != null && !closed) {
        remove(channel, ear);
      }
      closed = true;
    }
  }
}
