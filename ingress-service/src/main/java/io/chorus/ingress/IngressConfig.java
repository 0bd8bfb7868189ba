package io.chorus.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.connector.s3.S3Config;
import io.chorus.contracts.ConfigFaults;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.SecretRef;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.store.TokenStoreConfig;
import io.chorus.ingress.watch.WatchConfig;
import io.chorus.ingress.webhook.WebhookConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the front door is told, from one YAML file; unknown keys are refused. Immutable.
 *
 * @param host address to listen on; 127.0.0.1 where it is null
 * @param port 0 for a free one
 * @param kafka where Kafka is, and who Chorus is there
 * @param kafkaPrincipals what a broker with an authorizer calls tenants, {@code {tenant}} standing
 *     for the name; {@code User:{tenant}} where it is null
 * @param postgres where tasks and results are
 * @param apiKey the operator's key: it opens the admin API, and the tenant {@code default}
 * @param catalog the engines, for validation and {@code /v1/models}
 * @param admin where the admin API listens; a free port of 127.0.0.1 where it is null
 * @param files where the files of batches are, the same for all replicas
 * @param s3 where buckets are; null where no files are in one
 * @param watch places that take batch files without HTTP; none where it is null
 * @param redis where what engines write is told while they write it; where it is null, streams tell
 *     whole answers only
 * @param webhooks who is told how tasks and batches end; nobody where it is null
 * @param keyless whether who is on this machine needs no key until the first API key is made; only
 *     with a {@code host} that nobody else reaches
 * @param oidc whose tokens are taken besides API keys; null for nobody's
 * @param tokenStore where what is known of API keys is kept besides the database; null for nowhere
 */
public record IngressConfig(
    String host,
    int port,
    KafkaConfig kafka,
    String kafkaPrincipals,
    PostgresConfig postgres,
    SecretRef apiKey,
    EngineCatalog catalog,
    Listen admin,
    FileLocation files,
    S3Config s3,
    List<WatchConfig> watch,
    RedisConfig redis,
    WebhookConfig webhooks,
    boolean keyless,
    OidcConfig oidc,
    TokenStoreConfig tokenStore) {
  private static final int LAST_PORT = 65_535;
  private static final int MOST_WATCHES = 100;
  private static final String THIS_MACHINE = "127.0.0.1";
  private static final String USERS = "User:" + TenantAcls.TENANT;
  private static final Pattern PRINCIPALS = Pattern.compile("\\w+:.*\\{tenant}.*");
  private static final Set<String> LOOPBACK = Set.of(THIS_MACHINE, "localhost", "::1");

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public IngressConfig {
    host = orThisMachine(host);
    watch = watch == null ? List.of() : List.copyOf(watch);
    webhooks = webhooks == null ? WebhookConfig.none() : webhooks;
    admin = admin == null ? new Listen(null, 0) : admin;
    kafkaPrincipals = kafkaPrincipals == null ? USERS : kafkaPrincipals;
    requireAddress("", host, port);
    require(kafka != null, "kafka", "bootstrap_servers, and who logs in");
    require(
        PRINCIPALS.matcher(kafkaPrincipals).matches(),
        "kafka_principals",
        "a type and a name with {tenant} in it, such as " + USERS);
    require(postgres != null, "postgres", "jdbc_url, user and password");
    require(apiKey != null, "api_key", "env:NAME or file:PATH");
    require(catalog != null, "catalog", "the engines");
    require(files != null, "files", FileLocation.FORM);
    requireApart(watch, files);
    require(
        tokenStore == null || isApart(tokenStore.at(), watch, files),
        "token_store.at",
        "a place of its own, apart from 'files' and 'watch'");
    boolean isInS3 =
        tokenStore != null
            || files.isInS3()
            || watch.stream().anyMatch(place -> place.at().isInS3());
    require(s3 != null || !isInS3, "s3", "endpoint, access_key and secret_key");
    require(!keyless || oidc == null, "keyless", "true only without 'oidc'");
    require(!keyless || LOOPBACK.contains(host), "keyless", "true only where 'host' is 127.0.0.1");
  }

  /**
   * Where to listen.
   *
   * @param host address to listen on; 127.0.0.1 where it is null
   * @param port 0 for a free one
   */
  public record Listen(String host, int port) {
    public Listen {
      host = orThisMachine(host);
      requireAddress("admin.", host, port);
    }
  }

  private static void requireApart(List<WatchConfig> watch, FileLocation files) {
    require(watch.size() <= MOST_WATCHES, "watch", "at most " + MOST_WATCHES);
    require(differ(watch.stream().map(WatchConfig::name)), "watch", "names that differ");
    require(differ(watch.stream().map(WatchConfig::at)), "watch", "an 'at' of its own for each");
    require(
        watch.stream().noneMatch(place -> files.holds(place.at())),
        "watch",
        "no 'at' that is in 'files'");
  }

  private static boolean isApart(FileLocation place, List<WatchConfig> watch, FileLocation files) {
    return Stream.concat(Stream.of(files), watch.stream().map(WatchConfig::at))
        .noneMatch(other -> place.holds(other) || other.holds(place));
  }

  private static boolean differ(Stream<?> all) {
    Set<Object> seen = new HashSet<>();
    return all.allMatch(seen::add);
  }

  private static String orThisMachine(String host) {
    return host == null ? THIS_MACHINE : host;
  }

  private static void requireAddress(String prefix, String host, int port) {
    require(!host.isBlank(), prefix + "host", "an address to listen on");
    require(port >= 0 && port <= LAST_PORT, prefix + "port", "0 to " + LAST_PORT);
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
  public static IngressConfig load(Path file) throws IOException {
    try {
      return YAML.readValue(file.toFile(), IngressConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + ConfigFaults.sentence(e), e);
    }
  }
}
