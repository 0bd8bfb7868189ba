package io.chorus.connector.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** One connection to Redis, opened when it is first needed, and again by itself. Thread-safe. */
final class RedisLink<C extends StatefulRedisConnection<String, String>> implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private static final int MOST_WAITING = 10_000;
  private static final Duration RECONNECT = Duration.ofMillis(200);

  private final RedisConfig config;
  private final Duration connectLimit;
  private final BiFunction<RedisClient, RedisURI, ConnectionFuture<C>> opener;
  private final ClientResources resources;
  private final RedisClient client;
  private CompletableFuture<C> connection;

  private RedisLink(
      RedisConfig config,
      Duration connectLimit,
      ClientOptions options,
      BiFunction<RedisClient, RedisURI, ConnectionFuture<C>> opener) {
    this.config = config;
    this.connectLimit = connectLimit;
    this.opener = opener;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(RECONNECT))
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options);
  }

  /** For what is asked and must be answered soon; fails at once while Redis is away. */
  static RedisLink<StatefulRedisConnection<String, String>> toAsk(RedisConfig config) {
    return asking(config, ANSWER_LIMIT);
  }

  /** The same for who can do without the first answers: it has time to connect. */
  static RedisLink<StatefulRedisConnection<String, String>> toTell(RedisConfig config) {
    return asking(config, CONNECT_LIMIT);
  }

  private static RedisLink<StatefulRedisConnection<String, String>> asking(
      RedisConfig config, Duration connectLimit) {
    ClientOptions options =
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.builder().fixedTimeout(ANSWER_LIMIT).build())
            .build();
    return new RedisLink<>(
        config, connectLimit, options, (client, uri) -> client.connectAsync(StringCodec.UTF8, uri));
  }

  /** For who listens: what is wanted while Redis is away waits until it is back. */
  static RedisLink<StatefulRedisPubSubConnection<String, String>> toListen(RedisConfig config) {
    return new RedisLink<>(
        config,
        CONNECT_LIMIT,
        ClientOptions.builder().requestQueueSize(MOST_WAITING).build(),
        (client, uri) -> client.connectPubSubAsync(StringCodec.UTF8, uri));
  }

  /** One attempt at a time to connect for the first time; later the client reconnects by itself. */
  synchronized CompletableFuture<C> connected() {
    if (connection == null || connection.isCompletedExceptionally()) {
      connection = connecting();
    }
    return connection;
  }

  /** A password that can't be read fails what is asked, as a server that can't be reached does. */
  private CompletableFuture<C> connecting() {
    try {
      return opener.apply(client, uri()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RedisURI uri() {
    return RedisURI.builder()
        .withHost(config.host())
        .withPort(config.port())
        .withPassword(config.password().resolve().toCharArray())
        .withTimeout(connectLimit)
        .build();
  }

  @Override
  public void close() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    resources.shutdown(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
