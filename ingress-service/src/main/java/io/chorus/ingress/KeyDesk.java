package io.chorus.ingress;

import io.chorus.connector.postgres.KeyStore;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.SchemaVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and ends API keys: stored first, told then. Stored and not told is refused as not done: the
 * same request again tells.
 */
final class KeyDesk {
  private static final Logger LOG = LoggerFactory.getLogger(KeyDesk.class);

  private final Vertx vertx;
  private final KeyStore store;
  private final KeyRing ring;
  private final Acceptance acceptance;
  private final TenantTopics topics;
  private final Clock clock;

  KeyDesk(
      Vertx vertx,
      KeyStore store,
      KeyRing ring,
      Acceptance acceptance,
      TenantTopics topics,
      Clock clock) {
    this.vertx = vertx;
    this.store = store;
    this.ring = ring;
    this.acceptance = acceptance;
    this.topics = topics;
    this.clock = clock;
  }

  /** A new key with its text, which is to be had here and never again. */
  record Made(ApiKey key, KeySecret secret) {}

  /**
   * What a new key is to be.
   *
   * @param livesMs how long it opens anything; 0 for ever
   */
  record Order(String tenant, String name, Role role, Set<KeyScope> scopes, long livesMs) {}

  /** Makes a key, and the topics of its tenant where it is the first. */
  Future<Made> create(Order order) {
    KeySecret secret = KeySecret.fresh();
    return done(() -> {
          topics.ensure(order.tenant());
          ApiKey key = key(order, secret);
          store.add(key);
          return key;
        })
        .map(key -> new Made(key, secret));
  }

  private ApiKey key(Order order, KeySecret secret) {
    long now = clock.millis();
    return new ApiKey(
        SchemaVersion.CURRENT,
        order.tenant(),
        secret.keyId(),
        order.name(),
        secret.hash(),
        order.role(),
        order.scopes(),
        now,
        order.livesMs() == 0 ? 0 : now + order.livesMs(),
        0,
        1);
  }

  /**
   * Makes another key like a valid one, which goes on opening for a while.
   *
   * @param mine says which keys there are for who asks
   * @param check throws where who asks may not have a key like it
   * @param graceMs how long
   */
  Future<Made> rotate(Predicate<ApiKey> mine, Consumer<ApiKey> check, String keyId, long graceMs) {
    long now = clock.millis();
    return find(mine, keyId)
        .map(
            old -> {
              check.accept(old);
              return successor(old, now);
            })
        .compose(this::create)
        .compose(made -> done(() -> expired(keyId, now + graceMs)).map(old -> made));
  }

  /** It lives as long as the other was to. */
  private static Order successor(ApiKey old, long now) {
    if (!old.isValidAt(now)) {
      throw Refusal.keyIsOver().asException();
    }
    long livesMs = old.expiresAtMs() == 0 ? 0 : old.expiresAtMs() - old.createdAtMs();
    return new Order(old.tenant(), old.name(), old.role(), old.scopes(), livesMs);
  }

  private ApiKey expired(String keyId, long atMs) {
    return store.expire(keyId, atMs).orElseThrow(KeyDesk::noKey);
  }

  /**
   * Lets a key open nothing any more.
   *
   * @param mine says which keys there are for who asks
   */
  Future<ApiKey> revoke(Predicate<ApiKey> mine, String keyId) {
    long now = clock.millis();
    return find(mine, keyId)
        .compose(key -> done(() -> store.revoke(keyId, now).orElseThrow(KeyDesk::noKey)));
  }

  private Future<ApiKey> find(Predicate<ApiKey> mine, String keyId) {
    return list(mine)
        .map(
            keys ->
                keys.stream()
                    .filter(key -> key.keyId().equals(keyId))
                    .findFirst()
                    .orElseThrow(KeyDesk::noKey));
  }

  private static RefusedException noKey() {
    return Refusal.noKey().asException();
  }

  /**
   * All there are and were for who asks, oldest first.
   *
   * @param mine says which those are
   */
  Future<List<ApiKey>> list(Predicate<ApiKey> mine) {
    return vertx
        .executeBlocking(store::all, false)
        .map(keys -> keys.stream().filter(mine).toList())
        .recover(KeyDesk::notDone);
  }

  private Future<ApiKey> done(Callable<ApiKey> change) {
    Context home = vertx.getOrCreateContext();
    return home.executeBlocking(change, false)
        .compose(key -> Future.fromCompletionStage(acceptance.tell(key), home).map(told -> key))
        .onSuccess(
            key -> {
              ring.put(key);
              LOG.info("{} is now of version {}", key, key.version());
            })
        .recover(KeyDesk::notDone);
  }

  private static <T> Future<T> notDone(Throwable cause) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("keys can't be read or changed: {}", cause.toString());
    return Future.failedFuture(Refusal.notHeld().asException());
  }
}
