package io.chorus.connector.kafka.access;

import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;

/** Tells before anything else is started whether Kafka lets Chorus in. */
public final class KafkaDoor {
  private static final int LIMIT_S = 20;

  private KafkaDoor() {}

  /**
   * Returns when the broker has answered.
   *
   * @throws IllegalStateException with one sentence that says what is wrong
   */
  public static void check(KafkaConfig kafka) {
    if (kafka.sasl() != null) {
      var unused = kafka.sasl().password().resolve();
    }
    try (Admin admin = Admin.create(properties(kafka))) {
      admin.describeCluster().clusterId().get(LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IllegalStateException(sentence(kafka, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was asked", e);
    }
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-door");
    properties.put("default.api.timeout.ms", (int) TimeUnit.SECONDS.toMillis(LIMIT_S / 2));
    properties.put("request.timeout.ms", (int) TimeUnit.SECONDS.toMillis(LIMIT_S / 2));
    return properties;
  }

  private static String sentence(KafkaConfig kafka, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String fault =
        cause instanceof AuthenticationException && kafka.sasl() != null
            ? "does not let '" + kafka.sasl().username() + "' in"
            : "can't be reached";
    return "Kafka at %s %s: %s".formatted(kafka.bootstrapServers(), fault, cause.getMessage());
  }
}
