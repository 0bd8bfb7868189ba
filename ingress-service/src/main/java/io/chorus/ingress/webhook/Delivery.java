package io.chorus.ingress.webhook;

import io.chorus.connector.postgres.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells one endpoint one thing: its host is resolved once, judged, and that very address connected
 * to; no redirect is followed, and nothing of the answer but its status is read. Each endpoint has
 * a thread of its own for what blocks, so that a slow look-up of one host delays no other endpoint.
 * Thread-safe.
 */
final class Delivery implements AutoCloseable {
  private static final int CONNECT_LIMIT_MS = 5_000;
  private static final int MOST_CONNECTIONS = 64;

  /** For the address, for the connection, and for the answer's status. */
  static final long LIMIT_MS = 15_000;

  private final HttpClient http;
  private final Map<String, WorkerExecutor> threads = new HashMap<>();
  private final WebhookConfig config;
  private final Clock clock;

  Delivery(Vertx vertx, WebhookConfig config, Clock clock) {
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_LIMIT_MS)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setForceSni(true),
            new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    this.config = config;
    this.clock = clock;
    for (WebhookConfig.Endpoint endpoint : config.endpoints()) {
      String name = endpoint.name();
      threads.put(name, vertx.createSharedWorkerExecutor("webhook-" + name, 1));
    }
  }

  /**
   * The status of the answer; fails where the host has no address that may be told, the secret is
   * not to be had, or there is no answer in time. Nothing is sent after that.
   */
  Future<Integer> tell(WebhookConfig.Endpoint endpoint, Webhook webhook) {
    return threads
        .get(endpoint.name())
        .executeBlocking(() -> signed(endpoint, webhook), false)
        .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
        .compose(http::request)
        .compose(open -> status(open, webhook.body()));
  }

  private RequestOptions signed(WebhookConfig.Endpoint endpoint, Webhook webhook)
      throws UnknownHostException {
    long atS = clock.millis() / 1_000;
    String signature =
        Signature.of(endpoint.secret().resolve(), webhook.webhookId(), atS, webhook.body());
    return to(endpoint)
        .putHeader("Content-Type", "application/json")
        .putHeader("User-Agent", "chorus")
        .putHeader("webhook-id", webhook.webhookId())
        .putHeader("webhook-timestamp", Long.toString(atS))
        .putHeader("webhook-signature", signature);
  }

  private static Future<Integer> status(HttpClientRequest open, String body) {
    return open.send(Buffer.buffer(body))
        .map(
            response -> {
              int status = response.statusCode();
              open.connection().close();
              return status;
            })
        .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
        .onFailure(late -> open.reset());
  }

  private RequestOptions to(WebhookConfig.Endpoint endpoint) throws UnknownHostException {
    URI url = endpoint.url();
    boolean tls = url.getScheme().equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(port, address(endpoint).getHostAddress()))
        .setHost(url.getHost())
        .setPort(port)
        .setSsl(tls)
        .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
        .setFollowRedirects(false)
        .setTimeout(LIMIT_MS);
  }

  /** One private address among public ones is a trap, not an oversight. */
  private InetAddress address(WebhookConfig.Endpoint endpoint) throws UnknownHostException {
    List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(endpoint.url().getHost()));
    if (!config.mayBePrivate(endpoint) && !all.stream().allMatch(PublicAddresses::contains)) {
      throw new UnknownHostException("the host is not on the open internet");
    }
    return all.get(0);
  }

  @Override
  public void close() {
    var unused = http.close();
  }
}
