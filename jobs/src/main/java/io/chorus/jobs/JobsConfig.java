package io.chorus.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.ConfigFaults;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Policy;
import io.chorus.contracts.SecretRef;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;

/**
 * What the three jobs are told, from one YAML file; unknown keys are refused. Holds references to
 * secrets, never secrets.
 *
 * @param kafka where Kafka is, and who Chorus is there
 * @param postgres where PostgreSQL is
 * @param rabbitmq where RabbitMQ is
 * @param redis where Redis is; only accounts with limits, and streams, need it
 * @param catalog the engines
 * @param policy how tasks are asked, until a newer version is told
 * @param checkpoints the folder (any file system Flink knows) under which each job keeps its
 *     checkpoints
 * @param parallelism subtasks of each operator, 1 or more
 * @param windowMs length of the analytics windows, in milliseconds
 */
public record JobsConfig(
    KafkaConfig kafka,
    PostgresConfig postgres,
    RabbitMq rabbitmq,
    RedisConfig redis,
    EngineCatalog catalog,
    Policy policy,
    URI checkpoints,
    int parallelism,
    long windowMs)
    implements Serializable {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new SimpleModule().addDeserializer(Policy.class, new PolicyReader()))
          .build();

  public JobsConfig {
    require(kafka != null, "kafka", "bootstrap_servers, and who logs in");
    require(postgres != null, "postgres", "jdbc_url, user and password");
    require(rabbitmq != null, "rabbitmq", "host, port, virtual_host, user and password");
    require(redis != null, "redis", "host, port and password");
    require(catalog != null, "catalog", "the engines");
    require(policy != null, "policy", "a policy, of which 'version' is enough");
    require(checkpoints != null, "checkpoints", "a folder");
    require(parallelism >= 1 && parallelism <= 1_000, "parallelism", "1 to 1000");
    require(windowMs >= 1_000 && windowMs <= 86_400_000, "window_ms", "1000 to 86400000");
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'" + key + "' is missing or out of range; allowed: " + allowed);
    }
  }

  /**
   * @throws IllegalArgumentException with one sentence that says which key is wrong
   */
  public static JobsConfig load(Path file) throws IOException {
    try {
      return YAML.readValue(file.toFile(), JobsConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + ConfigFaults.sentence(e), e);
    }
  }

  /** Where one job keeps its checkpoints. */
  public URI checkpointsOf(String job) {
    String base = checkpoints.toString();
    return URI.create(base.endsWith("/") ? base + job : base + "/" + job);
  }

  /** A policy has names of its own for what is in it: it reads itself. */
  private static final class PolicyReader extends StdDeserializer<Policy> {
    private static final long serialVersionUID = 1L;

    private PolicyReader() {
      super(Policy.class);
    }

    @Override
    public Policy deserialize(JsonParser json, DeserializationContext context) throws IOException {
      JsonNode tree = json.readValueAsTree();
      return Policy.parse(tree.toString());
    }
  }

  /** Where RabbitMQ is, and as whom. */
  public record RabbitMq(String host, int port, String virtualHost, String user, SecretRef password)
      implements Serializable {

    public RabbitMq {
      require(host != null, "host", "a host's name");
      require(port >= 1 && port <= 65_535, "port", "1 to 65535");
      require(virtualHost != null, "virtual_host", "a virtual host's name");
      require(user != null, "user", "a user's name");
      require(password != null, "password", "env:NAME or file:PATH");
    }
  }
}
