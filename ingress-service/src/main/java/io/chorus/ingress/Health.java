package io.chorus.ingress;

import io.chorus.connector.postgres.Database;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether tasks can be accepted now. Asking often costs no more than asking once a second.
 */
final class Health implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final int LIMIT_SECONDS = 2;
  private static final long FRESH_NANOS = 1_000_000_000L;
  private static final String OK = "ok";
  private static final String DOWN = "unreachable";

  private final Admin kafka;
  private final Database database;
  private Map<String, String> last;
  private long lastNanos;

  Health(String kafkaBootstrap, Database database) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafkaBootstrap);
    properties.put("client.id", "chorus-ingress-health");
    this.kafka = Admin.create(properties);
    this.database = database;
  }

  void on(Router router) {
    router.get("/livez").handler(context -> Replies.json(context, 200, Map.of("status", OK)));
    router.get("/health").handler(this::ready);
    router.get("/readyz").handler(this::ready);
  }

  private void ready(RoutingContext context) {
    context
        .vertx()
        .executeBlocking(this::check, true)
        .onSuccess(
            parts -> Replies.json(context, OK.equals(parts.get("status")) ? 200 : 503, parts))
        .onFailure(cause -> Replies.failure(context, cause));
  }

  private synchronized Map<String, String> check() {
    if (last == null || System.nanoTime() - lastNanos > FRESH_NANOS) {
      Map<String, String> parts = new LinkedHashMap<>();
      parts.put("kafka", kafkaState());
      parts.put("postgres", postgresState());
      parts.put("status", parts.containsValue(DOWN) ? "unavailable" : OK);
      last = parts;
      lastNanos = System.nanoTime();
    }
    return last;
  }

  private String kafkaState() {
    try {
      kafka.describeCluster().nodes().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return OK;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Kafka is unreachable", e);
      return DOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DOWN;
    }
  }

  private String postgresState() {
    try (Connection connection = database.dataSource().getConnection()) {
      return connection.isValid(LIMIT_SECONDS) ? OK : DOWN;
    } catch (SQLException e) {
      LOG.warn("PostgreSQL is unreachable", e);
      return DOWN;
    }
  }

  @Override
  public void close() {
    kafka.close();
  }
}
