package io.chorus.jobs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.chorus.connector.kafka.KafkaEndpoint;
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
import java.util.function.Function;

/**
 * What the three jobs are told, from one YAML file; unknown keys are refused. Holds references to
 * secrets, never secrets.
 *
 * @param kafka where Kafka is
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
    KafkaEndpoint kafka,
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
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addDeserializer(Policy.class, new OwnReader<>(Policy.class, Policy::parse))
                  .addDeserializer(
                      EngineCatalog.class,
                      new OwnReader<>(EngineCatalog.class, EngineCatalog::parse)))
          .build();

  public JobsConfig {
    if (parallelism < 1 || parallelism > 1_000) {
      throw new IllegalArgumentException("'parallelism' is out of range; allowed: 1 to 1000");
    }
    if (windowMs < 1_000 || windowMs > 86_400_000) {
      throw new IllegalArgumentException("'window_ms' is out of range; allowed: 1000 to 86400000");
    }
  }

  /**
   * @throws IllegalArgumentException with one sentence that says which key is wrong
   */
  public static JobsConfig load(Path file) throws IOException {
    try {
      return YAML.readValue(file.toFile(), JobsConfig.class);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(file + ": " + ConfigFaults.sentence(e), e);
    }
  }

  /** Where one job keeps its checkpoints. */
  public URI checkpointsOf(String job) {
    String base = checkpoints.toString();
    return URI.create(base.endsWith("/") ? base + job : base + "/" + job);
  }

  /** Policies and engines may leave much out, unlike all else here: they read themselves. */
  private static final class OwnReader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parser;

    private OwnReader(Class<T> type, Function<String, T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      JsonNode tree = json.readValueAsTree();
      return parser.apply(tree.toString());
    }
  }

  /** Where RabbitMQ is, and as whom. */
  public record RabbitMq(String host, int port, String virtualHost, String user, SecretRef password)
      implements Serializable {}
}
