package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.contracts.SecretRef;
import io.chorus.servers.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A key that is revoked at one replica opens nothing at another, whatever else is away; how soon
 * that is, is what {@link TopicTailTest} says of the way that the news takes.
 */
@ExtendWith(IngressKit.class)
@Timeout(60)
class RevocationIT {
  private enum Away {
    REDIS,
    PROVIDER
  }

  @TempDir private Path dir;

  @ParameterizedTest
  @EnumSource
  void aRevokedKeyOpensNothingAtAnotherReplica(Away away, IngressKit.Parts parts) throws Exception {
    LocalRedis redis = LocalRedis.start(dir.resolve("redis"));
    Provider provider = new Provider().open();
    IngressConfig config = with(parts.config(TokensIT.of(provider)), redis);
    try (provider;
        redis;
        IngressServer here = IngressServer.start(config);
        IngressServer there = IngressServer.start(config)) {
      Caller operator = new Caller(here.adminUrl(), IngressKit.KEY);
      JsonNode key = operator.post("/v1/keys", "{\"name\":\"lost\"}").json();
      awaitStatus(there, key, 200);
      switch (away) {
        case REDIS -> redis.kill();
        case PROVIDER -> provider.close();
      }

      int revoked = operator.post("/v1/keys/" + key.path("id").asText() + "/revoke", "").status();
      long since = System.nanoTime();
      awaitStatus(there, key, 401);

      Duration took = Duration.ofNanos(System.nanoTime() - since);
      System.out.printf("revoked elsewhere without %s: %d ms%n", away, took.toMillis());
      assertThat(revoked).isEqualTo(200);
      assertThat(status(here, key)).isEqualTo(401);
    }
  }

  private static void awaitStatus(IngressServer where, JsonNode key, int status) {
    await().pollInterval(Duration.ofMillis(5)).until(() -> status(where, key) == status);
  }

  private static int status(IngressServer where, JsonNode key) throws Exception {
    return new Caller(where.baseUrl(), key.path("key").asText()).get("/v1/models").status();
  }

  private IngressConfig with(IngressConfig config, LocalRedis redis) {
    SecretRef password = new SecretRef("file:" + dir.resolve("redis").resolve("password"));
    return new IngressConfig(
        config.host(),
        config.port(),
        config.kafka(),
        config.kafkaPrincipals(),
        config.postgres(),
        config.apiKey(),
        config.catalog(),
        config.admin(),
        config.files(),
        config.s3(),
        config.watch(),
        new RedisConfig("127.0.0.1", redis.port(), password),
        config.webhooks(),
        config.keyless(),
        config.oidc(),
        config.tokenStore());
  }
}
