package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.s3.S3Config;
import io.chorus.connector.s3.S3Location;
import io.chorus.contracts.SecretRef;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.store.TokenStoreConfig;
import io.chorus.ingress.watch.Expectation;
import io.chorus.ingress.watch.WatchConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressConfigTest {
  private static final String GOOD =
      """
      host: 127.0.0.2
      port: 8080
      kafka:
        bootstrap_servers: "kafka:9092"
        security_protocol: SASL_SSL
        sasl: {mechanism: PLAIN, username: chorus, password: "env:KAFKA_PASSWORD"}
        ssl: {truststore_location: /etc/chorus/ca.pem}
      kafka_principals: "User:CN={tenant},O=Example"
      postgres:
        jdbc_url: "jdbc:postgresql://db:5432/chorus"
        user: chorus
        password: "env:DB_PASSWORD"
      api_key: "env:API_KEY"
      admin: {host: 127.0.0.3, port: 8081}
      files: s3://chorus/files
      s3: {endpoint: "https://minio:9000", region: here, access_key: "env:S3_USER", secret_key: "env:S3_SECRET"}
      watch:
        - {name: nightly, tenant: acme, at: "s3://chorus/in/acme", expect: "daily by 06:00"}
        - {name: desk, tenant: beta, at: /srv/drop/beta}
      token_store: {at: "s3://chorus-tokens/here", key: "env:TOKENS_KEY"}
      keyless: false
      redis: {host: redis, port: 6379, password: "env:REDIS_PASSWORD"}
      webhooks:
        hosts: [hooks.example.com]
        private_hosts: [10.0.0.7]
        endpoints:
          - {name: crm, tenant: acme, url: "https://hooks.example.com/chorus", secret: "env:HOOK"}
          - {name: lab, tenant: acme, url: "http://10.0.0.7:8080/", secret: "env:HOOK"}
      oidc:
        issuer: https://id.example/realms/chorus
        jwks_url: https://id.example/realms/chorus/protocol/openid-connect/certs
        audience: chorus
        algorithms: [RS256, ES256]
        clock_skew_seconds: 5
        tenant_claim: org.name
        roles_claim: resource_access.chorus.roles
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
      """;

  @TempDir private Path dir;

  @Test
  void everyKeyIsRead() throws Exception {
    IngressConfig config = load(GOOD);

    assertThat(config.host()).isEqualTo("127.0.0.2");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.kafka())
        .isEqualTo(
            new KafkaConfig(
                "kafka:9092",
                SecurityProtocol.SASL_SSL,
                new KafkaConfig.Sasl(
                    KafkaConfig.Mechanism.PLAIN, "chorus", new SecretRef("env:KAFKA_PASSWORD")),
                new KafkaConfig.Ssl("/etc/chorus/ca.pem")));
    assertThat(config.kafkaPrincipals()).isEqualTo("User:CN={tenant},O=Example");
    assertThat(config.postgres().user()).isEqualTo("chorus");
    assertThat(config.apiKey().reference()).isEqualTo("env:API_KEY");
    assertThat(config.admin()).isEqualTo(new IngressConfig.Listen("127.0.0.3", 8081));
    assertThat(config.files())
        .isEqualTo(new FileLocation(null, new S3Location("chorus", "files/")));
    assertThat(config.s3())
        .isEqualTo(
            new S3Config(
                URI.create("https://minio:9000"),
                "here",
                new SecretRef("env:S3_USER"),
                new SecretRef("env:S3_SECRET")));
    assertThat(config.watch())
        .containsExactly(
            new WatchConfig(
                "nightly",
                "acme",
                FileLocation.of("s3://chorus/in/acme"),
                Expectation.parse("daily by 06:00 UTC")),
            new WatchConfig("desk", "beta", FileLocation.of("/srv/drop/beta"), null));
    assertThat(config.tokenStore())
        .isEqualTo(
            new TokenStoreConfig(
                FileLocation.of("s3://chorus-tokens/here"), new SecretRef("env:TOKENS_KEY")));
    assertThat(config.keyless()).isFalse();
    assertThat(config.redis().host()).isEqualTo("redis");
    assertThat(config.webhooks().endpoints()).hasSize(2);
    assertThat(config.webhooks().endpoints().get(0).secret().reference()).isEqualTo("env:HOOK");
    assertThat(config.oidc())
        .isEqualTo(
            new OidcConfig(
                "https://id.example/realms/chorus",
                URI.create("https://id.example/realms/chorus/protocol/openid-connect/certs"),
                "chorus",
                Set.of(OidcConfig.Algorithm.RS256, OidcConfig.Algorithm.ES256),
                5,
                "org.name",
                "resource_access.chorus.roles"));
    assertThat(config.catalog().modelNames()).contains("chorus-auto", "local/small");
  }

  @Test
  void filesMayBeInAFolderAndNothingWatched() throws Exception {
    IngressConfig config =
        load(
            GOOD.replaceAll("(?m)^(s3|watch|token_store):.*\n( .*\n)*", "")
                .replace("s3://chorus/files", "/var/files"));

    assertThat(config.files()).isEqualTo(FileLocation.of(Path.of("/var/files")));
    assertThat(config.watch()).isEmpty();
    assertThat(config.tokenStore()).isNull();
  }

  @Test
  void withoutHostAndPortItIsThisMachineAndAFreePort() throws Exception {
    IngressConfig config =
        load(GOOD.replace("host: 127.0.0.2\nport: 8080\n", "").replaceAll("admin: .*\n", ""));

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isZero();
    assertThat(config.admin().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void tenantsAreUsersOfKafkaUnlessItIsSaidOtherwise() throws Exception {
    assertThat(load(GOOD.replaceAll("kafka_principals: .*\n", "")).kafkaPrincipals())
        .isEqualTo("User:{tenant}");
  }

  @Test
  void whatIsNotSaidOfAProviderIsUsual() throws Exception {
    OidcConfig oidc =
        load(GOOD.replaceAll("(?m)^  (algorithms|clock_skew|tenant_claim|roles_claim).*\n", ""))
            .oidc();

    assertThat(oidc.algorithms().toString()).isEqualTo("[RS256, PS256, ES256]");
    assertThat(oidc.clockSkewSeconds()).isEqualTo(30);
    assertThat(oidc.tenantClaim()).isEqualTo("tenant");
    assertThat(oidc.rolesClaim()).isEqualTo("roles");
  }

  @ParameterizedTest
  @CsvSource({
    "port: 8080,        port: 70000,   'port'",
    "bootstrap_servers:, servers:,     bootstrap_servers",
    "SASL_SSL,          SASL_TLS,      'PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL'",
    "SASL_SSL,          SSL,           with SASL_PLAINTEXT or SASL_SSL",
    "SASL_SSL,          SASL_PLAINTEXT, only with SSL or SASL_SSL",
    "PLAIN,             GSSAPI,        'PLAIN, SCRAM-SHA-256, SCRAM-SHA-512'",
    "'chorus, password:', 'chorus} #', kafka.sasl",
    "username: chorus,  username: '',  kafka.sasl",
    "/etc/chorus/ca.pem, '',           kafka.ssl",
    "env:KAFKA_PASSWORD, sk-123456,    env:NAME",
    "{tenant},          acme,          'kafka_principals'",
    "User:CN,           CN,            'kafka_principals'",
    "api_key:,          apikey:,       'api_key'",
    "port: 8080,        colour: blue,  colour",
    "user: chorus,      user: '',      'user'",
    "env:API_KEY,       sk-123456,     env:NAME",
    "keyless: false,    keyless: true, 'keyless'",
    "https://hooks.example.com/chorus, https://elsewhere.example/, 'webhooks.url'",
    "https://hooks.example.com/chorus, http://hooks.example.com/, 'webhooks.url'",
    "https://hooks.example.com/chorus, https://u:p@hooks.example.com/, 'webhooks.url'",
    "https://hooks.example.com/chorus, file:///etc/passwd, 'webhooks.url'",
    "name: lab,         name: crm,     'webhooks.endpoints'",
    "issuer: https,     iss: https,    iss",
    "audience: chorus,  audience: '',  'oidc.audience'",
    "RS256,             none,          RS256",
    "RS256,             HS256,         RS256",
    "'[RS256, ES256]',  '[]',          'oidc.algorithms'",
    "jwks_url: https:,  jwks_url: http:, 'oidc.jwks_url'",
    "jwks_url: https:,  jwks_url: file:, 'oidc.jwks_url'",
    "s3://chorus/files, s3://Chorus,    'files: this is no place in S3'",
    "s3://chorus/files, s3://chorus/../x, 'files: this is no place in S3'",
    "https://minio:9000, file:///etc,   's3.endpoint'",
    "https://minio:9000, https://u:p@minio, 's3.endpoint'",
    "env:S3_SECRET,     sk-123456,      env:NAME",
    "access_key:,       access:,        access",
    "'s3: {',           's4: {',        'allowed: endpoint, access_key'",
    "daily by 06:00,    at six,         'at six'",
    "name: desk,        name: nightly,  'watch'",
    "name: desk,        name: a/b,      'watch.name'",
    "tenant: beta,      tenant: ../x,   'watch.tenant'",
    "/srv/drop/beta,    s3://chorus/in/acme/, 'watch'",
    "/srv/drop/beta,    s3://chorus/files, that is in",
    "/srv/drop/beta,    s3://chorus/files/in, that is in",
    "s3://chorus-tokens/here, /var/tokens, 'token_store.at'",
    "s3://chorus-tokens/here, s3://chorus/files/tokens, 'token_store.at'",
    "s3://chorus-tokens/here, s3://chorus/in, 'token_store.at'",
    "s3://chorus-tokens/here, s3://chorus, 'token_store.at'",
    "env:TOKENS_KEY,    sk-123456,      env:NAME",
    "skew_seconds: 5,   skew_seconds: 301, 'oidc.clock_skew_seconds'",
  })
  void aWrongKeyIsNamed(String right, String wrong, String named) {
    assertThatThrownBy(() -> load(GOOD.replace(right, wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining("sk-123456");
  }

  @ParameterizedTest
  @CsvSource({"kafka", "postgres", "api_key", "catalog", "files", "s3"})
  void aMissingKeyIsNamed(String key) {
    String without = GOOD.replaceAll("(?m)^" + key + ":.*\n( .*\n)*", "");

    assertThatThrownBy(() -> load(without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + key + "' is missing");
  }

  @Test
  void whatIsNoYamlIsRefused() {
    assertThatThrownBy(() -> load("host: [")).isInstanceOf(IllegalArgumentException.class);
  }

  private IngressConfig load(String yaml) throws Exception {
    return IngressConfig.load(Files.writeString(dir.resolve("ingress.yaml"), yaml));
  }
}
