package io.chorus.connector.redis;

import io.chorus.contracts.Limits;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Leases parts of accounts' limits, each with one call of one script: atomic, and by the server's
 * clock. Connects when it is first asked and goes on trying while Redis is away. Thread-safe.
 */
public final class AccountLeases implements AutoCloseable {
  /** A process that says nothing for so long is dead, and its calls with it. */
  private static final Duration LIFETIME = Duration.ofSeconds(15);

  /** After an empty start all that still hold something have told so by then. */
  private static final Duration QUARANTINE = Duration.ofSeconds(3);

  private static final String SCRIPT = script();
  private static final String DIGEST = digest(SCRIPT);

  private final String holder;
  private final Duration quarantine;
  private final Duration lifetime;
  private final RedisLink<StatefulRedisConnection<String, String>> redis;

  /**
   * @param holder names this process among all that share the accounts; no space in it
   */
  public AccountLeases(RedisConfig config, String holder) {
    this(config, holder, QUARANTINE, LIFETIME);
  }

  AccountLeases(RedisConfig config, String holder, Duration quarantine, Duration lifetime) {
    this.holder = holder;
    this.quarantine = quarantine;
    this.lifetime = lifetime;
    this.redis = RedisLink.toAsk(config);
  }

  /** Fails within half a second where Redis does not answer. */
  public CompletableFuture<Granted> lease(Holding holding) {
    String[] keys = {
      "chorus:{" + holding.account() + "}:left", "chorus:{" + holding.account() + "}:holders"
    };
    String[] values = values(holding);
    return redis
        .connected()
        .thenCompose(
            link ->
                granted(link.async().evalsha(DIGEST, ScriptOutputType.MULTI, keys, values))
                    .exceptionallyCompose(fault -> loaded(link, keys, values, fault)));
  }

  private static CompletableFuture<Granted> loaded(
      StatefulRedisConnection<String, String> link,
      String[] keys,
      String[] values,
      Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return cause instanceof RedisNoScriptException
        ? granted(link.async().eval(SCRIPT, ScriptOutputType.MULTI, keys, values))
        : CompletableFuture.failedFuture(cause);
  }

  private static CompletableFuture<Granted> granted(RedisFuture<List<Long>> said) {
    return said.toCompletableFuture().thenApply(AccountLeases::granted);
  }

  private static Granted granted(List<Long> said) {
    return new Granted(
        said.get(0) == 1,
        said.get(1),
        said.get(2),
        said.get(3),
        said.get(4),
        said.get(5) / 1_000.0,
        said.get(6),
        said.get(7));
  }

  private String[] values(Holding holding) {
    List<Object> values = new ArrayList<>();
    Limits limits = holding.limits();
    values.add(holder);
    values.add(limits.requestsPerMinute());
    values.add(limits.tokensPerMinute());
    values.add(limits.requestsPerDay());
    values.add(limits.concurrency());
    values.add(limits.window() == Limits.Window.MINUTE ? 1 : 0);
    values.add(quarantine.toMillis());
    values.add(lifetime.toMillis());
    values.add(holding.heldRequests());
    values.add(holding.heldTokens());
    values.add(holding.open());
    values.add(holding.leftRequests());
    values.add(holding.leftTokens());
    values.add(holding.leftAtMs());
    values.add(holding.usedToday());
    values.add(holding.dayEndsMs());
    values.add(holding.wantRequests());
    values.add(holding.leastTokens());
    values.add(holding.wantTokens());
    values.add(holding.wantPlaces());
    values.addAll(holding.used());
    return values.stream().map(Object::toString).toArray(String[]::new);
  }

  private static String digest(String script) {
    try {
      byte[] sha1 =
          MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String script() {
    try (InputStream in = AccountLeases.class.getResourceAsStream("lease.lua")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
