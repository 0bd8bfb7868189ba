package io.chorus.ingress;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.contracts.Json;
import io.chorus.contracts.TaskValidator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thin front door: it authenticates, validates, gives tasks to Kafka, and shows what became of
 * them. Holds no task of its own, so any number may run side by side. Thread-safe.
 */
public final class IngressServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngressServer.class);
  private static final int IDLE_SECONDS = 900;
  private static final int STOP_SECONDS = 10;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final IngressConfig config;
  private HttpServer http;

  private IngressServer(IngressConfig config) {
    this.config = config;
  }

  /**
   * Returns when requests are taken.
   *
   * @throws IllegalStateException where Kafka, PostgreSQL, the key or the port is not to be had
   */
  public static IngressServer start(IngressConfig config) {
    IngressServer server = new IngressServer(config);
    try {
      server.open();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw new IllegalStateException("the ingress did not start: " + e.getMessage(), e);
    }
  }

  private void open() {
    Clock clock = Clock.systemUTC();
    Database database = opened(Database.open(config.postgres()));
    TaskStore tasks = opened(new TaskStore(database));
    FinalStore finals = opened(new FinalStore(database));
    ResultTail tail = opened(ResultTail.start(config.kafkaBootstrap()));
    TaskAcceptance acceptance = opened(new TaskAcceptance(config.kafkaBootstrap(), tasks));
    Health health = opened(new Health(config.kafkaBootstrap(), database));
    Submissions submissions =
        new Submissions(new TaskValidator(config.catalog()), acceptance, clock);

    Vertx vertx = Vertx.vertx();
    parts.push(() -> vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS));
    Router router = Router.router(vertx);
    router.route().handler(RequestIds::assign);
    new Console().on(router);
    health.on(router);
    router.route("/v1/*").handler(new BearerAuth(config.apiKey().resolve())::check);
    router.post().handler(BodyHandler.create(false).setBodyLimit(Json.MAX_DOCUMENT));
    new TaskRoutes(submissions, tasks, finals).on(router);
    new ChatRoutes(submissions, tail, finals).on(router);
    new InfoRoutes(config.catalog(), clock.millis() / 1_000).on(router);
    Refusals.on(router);
    http = listen(vertx, router);
  }

  private HttpServer listen(Vertx vertx, Router router) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(router)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  public int port() {
    return http.actualPort();
  }

  /** What OpenAI clients call the base URL. */
  public URI baseUrl() {
    return URI.create("http://" + config.host() + ":" + port() + "/v1");
  }

  /** Takes no more requests, and ends. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
      }
    }
  }
}
