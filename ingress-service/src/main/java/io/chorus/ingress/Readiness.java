package io.chorus.ingress;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** Tells that this process lives, and whether tasks can be accepted now. Needs no key. */
final class Readiness implements AutoCloseable {
  private static final int ANSWER_LIMIT_S = 2;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final String OK = "ok";

  private final Admin kafka;
  private final List<Probe> probes;

  Readiness(Vertx vertx, KafkaConfig kafka, Database database) {
    this.kafka = Admin.create(properties(kafka));
    WorkerExecutor threads = vertx.createSharedWorkerExecutor("ingress-health", 2);
    this.probes =
        List.of(
            new Probe("kafka", threads, this::kafkaAnswers),
            new Probe("postgres", threads, () -> answers(database)));
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-ingress-health");
    properties.put("request.timeout.ms", (int) TimeUnit.SECONDS.toMillis(ANSWER_LIMIT_S));
    properties.put("default.api.timeout.ms", (int) TimeUnit.SECONDS.toMillis(ANSWER_LIMIT_S));
    return properties;
  }

  /** A client to ask and change what the broker has; closed with this. */
  Admin kafka() {
    return kafka;
  }

  void on(Router router) {
    router.get("/health").handler(this::ready);
    router.get("/readyz").handler(this::ready);
    router.get("/healthz").handler(Readiness::live);
    router.get("/livez").handler(Readiness::live);
  }

  private static void live(RoutingContext context) {
    Replies.json(context, 200, Map.of("status", OK));
  }

  private void ready(RoutingContext context) {
    List<Future<Boolean>> answers = probes.stream().map(Probe::isThere).toList();
    Future.join(answers)
        .onSuccess(all -> reply(context, all.list()))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private void reply(RoutingContext context, List<Boolean> answers) {
    boolean ready = !answers.contains(false);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("status", ready ? OK : "unavailable");
    for (int i = 0; i < probes.size(); i++) {
      parts.put(probes.get(i).part(), answers.get(i) ? OK : "unreachable");
    }
    Replies.json(context, ready ? 200 : 503, parts);
  }

  private boolean kafkaAnswers() throws Exception {
    return !kafka.describeCluster().nodes().get(ANSWER_LIMIT_S, TimeUnit.SECONDS).isEmpty();
  }

  private static boolean answers(Database database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return connection.isValid(ANSWER_LIMIT_S);
    }
  }

  @Override
  public void close() {
    kafka.close(CLOSE_LIMIT);
  }
}
