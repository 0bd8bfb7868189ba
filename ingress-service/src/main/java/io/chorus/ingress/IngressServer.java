package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaDoor;
import io.chorus.connector.postgres.AccountStore;
import io.chorus.connector.postgres.AuditLog;
import io.chorus.connector.postgres.BatchFinals;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.BudgetStore;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FileTable;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.connector.postgres.HoldStore;
import io.chorus.connector.postgres.IdempotencyStore;
import io.chorus.connector.postgres.KeyStore;
import io.chorus.connector.postgres.PolicyStore;
import io.chorus.connector.postgres.QuotaStore;
import io.chorus.connector.postgres.RedactionStore;
import io.chorus.connector.postgres.Spend;
import io.chorus.connector.postgres.TaskPages;
import io.chorus.connector.postgres.TaskStore;
import io.chorus.connector.s3.S3Client;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Topics;
import io.chorus.ingress.store.FileStore;
import io.chorus.ingress.store.TokenStore;
import io.chorus.ingress.watch.Absences;
import io.chorus.ingress.watch.WatchConfig;
import io.chorus.ingress.watch.Watches;
import io.chorus.ingress.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thin front door: it authenticates, validates, gives tasks to Kafka, and shows what became of
 * them. Holds no task of its own, so any number may run side by side. Thread-safe.
 */
public final class IngressServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngressServer.class);
  private static final int MAX_CONNECTIONS = 10_000;
  private static final int BACKLOG = 1_024;
  private static final long PATIENCE_MS = 60_000;
  private static final long FINISH_S = 25;
  private static final long STOP_S = 10;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Router> routers = new ArrayList<>();
  private final IngressConfig config;
  private HttpServer http;
  private HttpServer admin;
  private Api api;
  private Connections connections;
  private Api adminApi;

  private IngressServer(IngressConfig config) {
    this.config = config;
  }

  /**
   * Returns when requests are taken.
   *
   * @throws IllegalStateException where Kafka or its topics, the key or the port is not to be had,
   *     or neither PostgreSQL nor a token store that knows the callers
   */
  public static IngressServer start(IngressConfig config) {
    IngressServer server = new IngressServer(config);
    try {
      server.open();
      return server;
    } catch (Exception e) {
      server.close();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("the ingress did not start: " + e.getMessage(), e);
    }
  }

  private void open() throws Exception {
    String operatorKey = config.apiKey().resolve();
    KafkaDoor.check(config.kafka());
    Clock clock = Clock.systemUTC();
    Database database = opened(database());
    TaskStore taskStore = opened(new TaskStore(database));
    FinalStore finalStore = opened(new FinalStore(database));
    AuditLog auditLog = opened(new AuditLog(database));
    Auditor auditor = new Auditor(auditLog, clock);
    Acceptance acceptance = opened(Acceptance.open(config.kafka(), taskStore));
    WaitingRoom waiting = new WaitingRoom();
    LiveTokens live = opened(LiveTokens.of(config.redis()));
    opened(TopicTail.startAll(config.kafka(), Topics::isResults, waiting::tell));
    KeyStore keyStore = new KeyStore(database);
    S3Client s3 = config.s3() == null ? null : opened(S3Client.open(config.s3()));
    KeyRing keys = opened(KeyRing.follow(config.kafka(), clock));
    if (config.tokenStore() == null) {
      keys.read(keyStore);
    } else {
      opened(KeyKeeper.start(keys, keyStore, TokenStore.at(config.tokenStore(), s3)));
    }
    QueueBoard board = opened(QueueBoard.follow(config.kafka()));
    PlaceDesk places = opened(PlaceDesk.follow(config.kafka(), acceptance, clock));

    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    parts.push(() -> finish(vertx.close(), STOP_S));
    Readiness readiness = opened(new Readiness(vertx, config.kafka(), database));
    TenantAcls acls = new TenantAcls(readiness.kafka(), config.kafkaPrincipals());
    TenantTopics topics = new TenantTopics(readiness.kafka(), acls);
    Tokens tokens =
        config.oidc() == null ? null : Tokens.follow(vertx, config.oidc(), topics, clock);
    Gate gate = new Gate(operatorKey, keys, tokens, config.keyless());
    Tasks tasks = new Tasks(vertx, taskStore, new TaskPages(database), finalStore);
    TaskValidator validator = new TaskValidator(config.catalog());
    Names names = new Names(vertx, new IdempotencyStore(database));
    QuotaStore quotaStore = opened(new QuotaStore(database));
    BudgetStore budgets = new BudgetStore(database);
    InFlight inFlight = new InFlight(board::reports, clock);
    Quotas quotas = opened(Quotas.follow(quotaStore, budgets, inFlight, clock));
    Submissions submissions = new Submissions(validator, names, acceptance, quotas, clock);
    connections = new Connections(MAX_CONNECTIONS, PATIENCE_MS);

    Router router = router(vertx);
    router.route().handler(connections::request);
    router.route().handler(RequestIds::assign);
    Console.load().on(router);
    ApiDocument.load().on(router);
    readiness.on(router);
    router.route("/v1/*").handler(gate::check);
    api = new Api(router, auditor, false);
    TaskLog log = new TaskLog(vertx, config.kafka(), validator);
    LookUps lookUps = new LookUps(vertx, tasks, clock);
    new TaskRoutes(submissions, tasks, places, log, auditor).on(api);
    new TaskListRoutes(tasks).on(api);
    new TaskEvents(tasks, places, waiting, lookUps, connections, auditor).on(api);
    new QueueRoutes(board, clock).on(api);
    HoldDesk desk = new HoldDesk(vertx, new HoldStore(database), acceptance);
    desk.tellAgain();
    FileTable files = new FileTable(database);
    BatchTable batches = new BatchTable(database);
    new HoldRoutes(desk, tasks, batches, clock).on(api);
    FileStore fileStore = opened(FileStore.at(config.files(), s3));
    FileDesk fileDesk = new FileDesk(files, fileStore);
    new FileRoutes(vertx, fileDesk, files, batches, fileStore, connections, auditor, clock).on(api);
    BatchDesk batchDesk = new BatchDesk(batches, files, clock);
    new BatchRoutes(vertx, batches, batchDesk, desk, clock).on(api);
    opened(
        new BatchWorker(
                batches,
                new BatchFinals(database),
                files,
                fileStore,
                validator,
                acceptance,
                quotas,
                clock)
            .begin());
    Absences absences = absences(vertx, database, clock);
    if (!config.watch().isEmpty()) {
      for (WatchConfig watch : config.watch()) {
        topics.ensure(watch.tenant());
      }
      DropIntake intake = new DropIntake(fileDesk, fileStore, batches);
      opened(Watches.start(config.watch(), s3, database, intake, absences, clock));
    }
    new ChatRoutes(submissions, waiting, live, lookUps, connections).on(api);
    new InfoRoutes(config.catalog(), clock.millis() / 1_000).on(api);
    Replies.onErrors(router);

    KeyDesk keyDesk = new KeyDesk(vertx, keyStore, keys, acceptance, topics, clock);
    Router adminRouter = router(vertx);
    adminRouter.route().handler(connections::request);
    adminRouter.route().handler(RequestIds::assign);
    adminRouter.route().handler(gate::checkStrictly);
    adminApi = new Api(adminRouter, auditor, true);
    new KeyRoutes(keyDesk).on(adminApi);
    new AuditRoutes(vertx, auditLog, database).on(adminApi);
    new EngineRoutes(desk, config.catalog()).on(adminApi);
    AccountStore accounts = new AccountStore(database);
    new AccountRoutes(
            new AccountDesk(vertx, accounts, acceptance, config.catalog()), config.catalog())
        .on(adminApi);
    new PolicyRoutes(new PolicyStore(database), config.catalog(), acceptance).on(adminApi);
    new BudgetRoutes(vertx, budgets).on(adminApi);
    new TenantRoutes(vertx, quotaStore, budgets, new RedactionStore(database)).on(adminApi);
    new SpendRoutes(vertx, new Spend(database), clock).on(adminApi);
    Replies.onErrors(adminRouter);
    admin = listen(vertx, config.admin(), adminRouter);
    http = listen(vertx, new IngressConfig.Listen(config.host(), config.port()), router);
    connections.watch(vertx);
    parts.push(waiting);
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    routers.add(router);
    return router;
  }

  /** Who knows callers from elsewhere can begin without. */
  private Database database() {
    return config.tokenStore() == null
        ? Database.open(config.postgres())
        : Database.later(config.postgres());
  }

  /** Starts the webhooks, where anyone is to be told of anything. */
  private Absences absences(Vertx vertx, Database database, Clock clock) {
    if (config.webhooks().endpoints().isEmpty()) {
      return (watch, due) -> {};
    }
    Webhooks webhooks =
        opened(Webhooks.start(vertx, config.webhooks(), database, config.kafka(), clock));
    return (watch, due) -> webhooks.absent(watch.tenant(), watch.name(), due);
  }

  private HttpServer listen(Vertx vertx, IngressConfig.Listen where, Router router)
      throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(where.host())
            .setPort(where.port())
            .setAcceptBacklog(BACKLOG)
            .setTcpKeepAlive(true)
            // with it, a connection would not be seen before its first request is complete
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::opened)
            .invalidRequestHandler(IngressServer::refuseUnreadable)
            .requestHandler(router);
    finish(server.listen(), STOP_S);
    parts.push(() -> finish(server.shutdown(FINISH_S, TimeUnit.SECONDS), FINISH_S + STOP_S));
    return server;
  }

  private static void refuseUnreadable(HttpServerRequest request) {
    RequestIds.assign(request);
    Replies.refuse(request, Refusal.unreadable());
  }

  private static <T> T finish(Future<T> future, long seconds) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  public int port() {
    return http.actualPort();
  }

  /** Where the admin API is. */
  public URI adminUrl() {
    return URI.create("http://" + reachable(config.admin().host()) + ":" + admin.actualPort());
  }

  /** All routes that take a key, those of the admin API last. */
  List<Api.Endpoint> endpoints() {
    return Stream.of(api, adminApi).flatMap(part -> part.endpoints().stream()).toList();
  }

  /** Whatever answers or looks at requests, with or without a key. */
  List<Route> routes() {
    return routers.stream().flatMap(router -> router.getRoutes().stream()).toList();
  }

  /** Connections of callers, idle ones too. */
  int openConnections() {
    return connections.open();
  }

  /** What OpenAI clients on this machine call the base URL. */
  public URI baseUrl() {
    return URI.create("http://" + reachable(config.host()) + ":" + port() + "/v1");
  }

  private static String reachable(String host) {
    return host.equals("0.0.0.0") ? "127.0.0.1" : host;
  }

  /**
   * Takes no more requests, answers those that wait for a result that the task goes on, finishes
   * the others, and ends.
   */
  @Override
  public synchronized void close() {
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
