package io.chorus.connector.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/**
 * Answers under what was asked, in {@value #PLACES} places that all processes and tenants share: an
 * answer's place follows from what was asked, and what was there goes. So they never take more than
 * some 190 MiB, and nothing has to be cleaned up. Thread-safe.
 */
public final class KeptAnswers implements AutoCloseable {
  static final int PLACES = 8_192;

  /** Longer answers, in bytes, are not kept. */
  static final int LONGEST = 24 << 10;

  private static final int DIGEST = 64;

  private final RedisLink<StatefulRedisConnection<String, String>> redis;

  public KeptAnswers(RedisConfig config) {
    redis = RedisLink.toAsk(config);
  }

  /**
   * Null where nothing is kept; fails within half a second where Redis does not answer.
   *
   * @param tenant whose request it is: no other's answer is found
   * @param request its hash
   */
  public CompletableFuture<String> find(String tenant, String request) {
    String digest = digest(tenant, request);
    return redis
        .connected()
        .thenCompose(link -> link.async().get(place(digest)))
        .thenApply(kept -> kept != null && kept.startsWith(digest) ? kept.substring(DIGEST) : null);
  }

  /**
   * Keeps an answer for some time, unless it is too long; fails as {@link #find}.
   *
   * @param forMs milliseconds, above 0
   */
  public CompletableFuture<Void> keep(String tenant, String request, String answer, long forMs) {
    if (answer.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return CompletableFuture.completedFuture(null);
    }
    String digest = digest(tenant, request);
    return redis
        .connected()
        .thenCompose(
            link -> link.async().set(place(digest), digest + answer, SetArgs.Builder.px(forMs)))
        .thenApply(kept -> null);
  }

  private static String place(String digest) {
    return "chorus:answers:" + Math.floorMod(digest.hashCode(), PLACES);
  }

  private static String digest(String tenant, String request) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((tenant + '\0').getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256.digest(request.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
