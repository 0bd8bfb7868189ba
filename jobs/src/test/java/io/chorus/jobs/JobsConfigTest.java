package io.chorus.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.SecretRef;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsConfigTest {
  static final String GOOD =
      """
      kafka:
        bootstrap_servers: "kafka:9094"
        security_protocol: SASL_PLAINTEXT
        sasl: {mechanism: SCRAM-SHA-256, username: chorus, password: "env:KAFKA_PASSWORD"}
      postgres: {jdbc_url: "jdbc:postgresql://db:5432/chorus", user: chorus, password: "env:DB"}
      rabbitmq: {host: rabbitmq, port: 5672, virtual_host: chorus, user: chorus, password: "env:MQ"}
      redis: {host: redis, port: 6379, password: "env:REDIS"}
      catalog:
        engines:
          local:
            protocol: openai
            base_url: http://gpu:8000/v1
            region: here
            data_classes: [internal]
            permits: 8
            timeout_ms: 1000
            account: {id: main, key: "env:GPU_KEY"}
            models:
              small:
                prices:
                  - {from: "2026-01-01", input_usd_per_million: 0, output_usd_per_million: 0}
      policy: {version: 7}
      checkpoints: "s3://chorus/checkpoints"
      parallelism: 2
      window_ms: 10000
      """;

  @TempDir private Path dir;

  @Test
  void everyKeyIsRead() throws Exception {
    JobsConfig config = load(GOOD);

    assertThat(config.kafka())
        .isEqualTo(
            new KafkaConfig(
                "kafka:9094",
                SecurityProtocol.SASL_PLAINTEXT,
                new KafkaConfig.Sasl(
                    KafkaConfig.Mechanism.SCRAM_SHA_256,
                    "chorus",
                    new SecretRef("env:KAFKA_PASSWORD")),
                null));
    assertThat(config.postgres().user()).isEqualTo("chorus");
    assertThat(config.rabbitmq().virtualHost()).isEqualTo("chorus");
    assertThat(config.redis().host()).isEqualTo("redis");
    assertThat(config.catalog().modelNames()).contains("local/small");
    assertThat(config.policy().version()).isEqualTo(7);
    assertThat(config.checkpointsOf("task-job")).hasToString("s3://chorus/checkpoints/task-job");
    assertThat(config.parallelism()).isEqualTo(2);
    assertThat(config.windowMs()).isEqualTo(10_000);
  }

  @Test
  void aKafkaThatAsksNobodyNeedsItsPlaceAlone() throws Exception {
    JobsConfig config = load(GOOD.replaceAll("(?m)^  (security_protocol|sasl):.*\n", ""));

    assertThat(config.kafka()).isEqualTo(KafkaConfig.open("kafka:9094"));
  }

  @ParameterizedTest
  @CsvSource({
    "SASL_PLAINTEXT,   SASL_TLS,      'PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL'",
    "SCRAM-SHA-256,    GSSAPI,        'PLAIN, SCRAM-SHA-256, SCRAM-SHA-512'",
    "username: chorus, user: chorus,  kafka.sasl",
    "'chorus, password: \"env:KAFKA_PASSWORD\"', chorus, kafka.sasl",
    "env:KAFKA_PASSWORD, sk-123456,   env:NAME",
    "port: 5672,       port: 0,       'port'",
    "version: 7,       version: x,    policy",
    "parallelism: 2,   parallelism: 0, 'parallelism'",
    "window_ms: 10000, window_ms: 10, 'window_ms'",
    "protocol: openai, protocol: telnet, catalog.engines.local.protocol",
  })
  void aWrongKeyIsNamed(String right, String wrong, String named) {
    assertThatThrownBy(() -> load(GOOD.replace(right, wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining("sk-123456");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka",
        "postgres",
        "rabbitmq",
        "redis",
        "catalog",
        "policy",
        "checkpoints",
        "parallelism",
        "window_ms"
      })
  void aMissingKeyIsNamed(String key) {
    String without = GOOD.replaceAll("(?m)^" + key + ":.*\n( .*\n)*", "");

    assertThatThrownBy(() -> load(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "' is missing");
  }

  private JobsConfig load(String yaml) throws Exception {
    return JobsConfig.load(Files.writeString(dir.resolve("jobs.yaml"), yaml));
  }
}
