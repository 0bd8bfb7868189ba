package io.chorus.ingress;

import com.nimbusds.jwt.SignedJWT;
import io.chorus.contracts.KeyScope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who has a token of the provider: verified on threads of its own, where a slow provider
 * holds up nobody whose key is known. The first token of a tenant that may write makes its topics.
 */
final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final int THREADS = 2;

  /** A key that the provider has withdrawn opens nothing any more after that. */
  private static final long REFRESH_MS = TimeUnit.MINUTES.toMillis(5);

  private final Vertx vertx;
  private final ProviderKeys keys;
  private final TokenJudge judge;
  private final TenantTopics topics;
  private final WorkerExecutor threads;
  private final Map<String, Future<Void>> made = new ConcurrentHashMap<>();

  private Tokens(Vertx vertx, OidcConfig config, TenantTopics topics, Clock clock) {
    this.vertx = vertx;
    this.topics = topics;
    WorkerExecutor asking = vertx.createSharedWorkerExecutor("ingress-provider", 1);
    this.keys = ProviderKeys.at(config.jwksUrl(), work -> run(asking, work));
    this.judge = new TokenJudge(config, keys, clock);
    this.threads = vertx.createSharedWorkerExecutor("ingress-tokens", THREADS);
  }

  private static void run(WorkerExecutor threads, Runnable work) {
    var unused =
        threads.executeBlocking(
            () -> {
              work.run();
              return null;
            },
            false);
  }

  /** Begins to ask for keys, now and every five minutes; waits for no answer. */
  static Tokens follow(Vertx vertx, OidcConfig config, TenantTopics topics, Clock clock) {
    Tokens tokens = new Tokens(vertx, config, topics, clock);
    tokens.refresh();
    vertx.setPeriodic(REFRESH_MS, tick -> tokens.refresh());
    return tokens;
  }

  private void refresh() {
    var unused = keys.refresh();
  }

  /** Who asks; fails with a {@link RefusedException} for a text that opens nothing. */
  Future<Identity> identify(String text) {
    Context home = vertx.getOrCreateContext();
    return Future.succeededFuture(text)
        .map(judge::read)
        .compose(
            token ->
                Future.fromCompletionStage(keys.learn(token.getHeader().getKeyID()), home)
                    .compose(learned -> judged(token)))
        .compose(this::withTopics);
  }

  private Future<Identity> judged(SignedJWT token) {
    return keys.isEmpty()
        ? Future.failedFuture(Refusal.noProvider().asException())
        : threads.executeBlocking(() -> judge.judge(token), false);
  }

  private Future<Identity> withTopics(Identity identity) {
    return identity.may(KeyScope.WRITE)
        ? made.computeIfAbsent(identity.tenant(), this::make).map(identity)
        : Future.succeededFuture(identity);
  }

  /**
   * Whoever comes meanwhile waits for the same attempt; whoever comes after it failed, for another.
   */
  private Future<Void> make(String tenant) {
    return vertx
        .<Void>executeBlocking(
            () -> {
              topics.ensure(tenant);
              return null;
            },
            false)
        .onFailure(cause -> made.remove(tenant))
        .recover(
            cause -> {
              LOG.warn("no topics for {}: {}", tenant, cause.toString());
              return Future.failedFuture(Refusal.notHeld().asException());
            });
  }
}
