package io.chorus.ingress;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of a provider as they were last heard of. Tokens are judged by them without
 * asking anyone, so also while the provider is away; an unknown key makes this ask again, but not
 * more often than once in ten seconds, whoever sends what. Thread-safe.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
  private static final long LEAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int TIMEOUT_MS = 2_000;
  private static final int MOST_BYTES = 256 << 10;

  private final Callable<JWKSet> loader;
  private final Executor threads;
  private final LongSupplier nanoTime;
  private volatile JWKSet keys = new JWKSet();
  private CompletableFuture<Void> loading = CompletableFuture.completedFuture(null);
  private long mayAskAt;

  /**
   * @param loader asks the provider
   * @param threads where it does
   * @param nanoTime as {@link System#nanoTime}
   */
  ProviderKeys(Callable<JWKSet> loader, Executor threads, LongSupplier nanoTime) {
    this.loader = loader;
    this.threads = threads;
    this.nanoTime = nanoTime;
    this.mayAskAt = nanoTime.getAsLong();
  }

  /** Of one place, which may not send elsewhere. */
  static ProviderKeys at(URI url, Executor threads) {
    return new ProviderKeys(() -> load(url), threads, System::nanoTime);
  }

  static JWKSet load(URI url) throws IOException, ParseException {
    return JWKSet.parse(new Retriever().retrieveResource(url.toURL()).getContent());
  }

  private static final class Retriever extends DefaultResourceRetriever {
    Retriever() {
      super(TIMEOUT_MS, TIMEOUT_MS, MOST_BYTES);
    }

    @Override
    protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
      HttpURLConnection connection = super.openHTTPConnection(url);
      connection.setInstanceFollowRedirects(false);
      return connection;
    }
  }

  /** Completes, never exceptionally, once a key is known or can't be learned of now. */
  CompletableFuture<Void> learn(String keyId) {
    return knows(keyId) ? CompletableFuture.completedFuture(null) : refresh();
  }

  boolean knows(String keyId) {
    return keys.getKeyByKeyId(keyId) != null;
  }

  /** Asks the provider, unless it is being asked or was just now. Never fails. */
  synchronized CompletableFuture<Void> refresh() {
    long now = nanoTime.getAsLong();
    if (loading.isDone() && now - mayAskAt >= 0) {
      mayAskAt = now + LEAST_PAUSE_NANOS;
      loading = CompletableFuture.runAsync(this::load, threads);
    }
    return loading;
  }

  private void load() {
    try {
      keys = loader.call();
    } catch (Exception e) {
      LOG.warn("the provider's keys can't be read now; those known stay: {}", e.toString());
    }
  }

  /** True where the provider was never reached. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context) {
    return selector.select(keys);
  }
}
