package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.connector.postgres.DatabaseException;
import io.chorus.connector.postgres.KeyStore;
import io.chorus.connector.s3.S3Client;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.SecretRef;
import io.chorus.ingress.Caller.Reply;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.store.TokenStore;
import io.chorus.ingress.store.TokenStoreConfig;
import io.chorus.servers.s3.LocalS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in is known from S3 where the database is away, or has forgotten it. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class TokenStoreIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Each look at the database takes longer. */
  private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(4);

  private final IngressKit.Parts parts;
  @TempDir private Path dir;
  private LocalS3 s3;
  private SecretRef sealKey;

  TokenStoreIT(IngressKit.Parts parts) {
    this.parts = parts;
  }

  @BeforeEach
  void startS3() throws IOException {
    s3 = LocalS3.start(dir.resolve("s3"));
    s3.createBucket("tokens");
    sealKey = new SecretRef("file:" + Files.writeString(dir.resolve("seal"), "s".repeat(32)));
  }

  @AfterEach
  void stopS3() throws IOException {
    s3.close();
  }

  private IngressConfig config(String prefix) throws IOException {
    FileLocation at = FileLocation.of("s3://tokens/" + prefix);
    return parts.config(parts.s3(s3, s3.secretKey()), new TokenStoreConfig(at, sealKey));
  }

  private static Caller operator(IngressServer server) {
    return new Caller(server.adminUrl(), IngressKit.KEY);
  }

  private static JsonNode make(IngressServer server, String name) throws Exception {
    return operator(server).post("/v1/keys", "{\"name\":\"" + name + "\"}").json();
  }

  private static String id(JsonNode key) {
    return key.path("id").asText();
  }

  private static void revoke(IngressServer server, JsonNode key) throws Exception {
    assertThat(operator(server).post("/v1/keys/" + id(key) + "/revoke", "").status())
        .isEqualTo(200);
  }

  private static Caller with(IngressServer server, JsonNode key) {
    return new Caller(server.baseUrl(), key.path("key").asText());
  }

  private static int status(IngressServer server, JsonNode key) throws Exception {
    return with(server, key).get("/v1/models").status();
  }

  /** What is stored of a key; empty where nothing is. */
  private String stored(JsonNode key) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(s3.bucket("tokens").resolve("here"))) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    } catch (NoSuchFileException e) {
      return "";
    }
    assertThat(all).doesNotContain(key.path("key").asText());
    return all.toString().lines().filter(line -> line.contains(id(key))).findFirst().orElse("");
  }

  private void awaitStored(JsonNode key, boolean revoked) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () ->
                !stored(key).isEmpty() && stored(key).contains("\"revoked_at_ms\":0") == !revoked);
  }

  @Test
  void whoStartsWhileTheDatabaseIsAwayKnowsItsCallers() throws Exception {
    try (IngressServer first = IngressServer.start(config("here"))) {
      JsonNode good = make(first, "good");
      JsonNode late = make(first, "late");
      JsonNode bad = make(first, "bad");
      awaitStored(bad, false);
      revoke(first, bad);
      awaitStored(bad, true);

      parts.postgres().kill();
      try (IngressServer second = IngressServer.start(config("here"))) {
        assertThat(status(second, good)).isEqualTo(200);
        assertThat(status(second, bad)).isEqualTo(401);
        Reply refused = with(second, good).post("/v1/tasks", "{\"prompt\":\"x\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotNull();
        batchesAreAwayToo(with(second, good));

        assertThat(status(second, late)).isEqualTo(200);
        storeRevoked(id(late));
        await().atMost(WITHOUT_DATABASE).until(() -> status(second, late) == 401);
        nobodyStartsWhereNobodyIsKnown();

        parts.postgres().restart();
        await()
            .atMost(SOON)
            .until(
                () -> with(second, good).post("/v1/tasks", "{\"prompt\":\"x\"}").status() == 202);
        assertThat(status(second, bad)).isEqualTo(401);
      } finally {
        parts.postgres().restart();
      }
    }
  }

  private static void batchesAreAwayToo(Caller caller) throws Exception {
    String batch = "/v1/batches/batch_" + "0".repeat(32);
    for (Reply refused :
        List.of(
            caller.post("/v1/batches", RoutesIT.batchOf("file-x")),
            caller.get("/v1/batches"),
            caller.get(batch),
            caller.post(batch + "/cancel", ""))) {
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotNull();
    }
  }

  private void nobodyStartsWhereNobodyIsKnown() throws IOException {
    IngressConfig config = config("elsewhere");
    try (S3Client client = S3Client.open(config.s3())) {
      KeyRing ring = new KeyRing(Clock.systemUTC());
      KeyStore database = new KeyStore(parts.database());
      TokenStore store = TokenStore.at(config.tokenStore(), client);

      assertThatThrownBy(() -> KeyKeeper.start(ring, database, store))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("keys not read");
    }
  }

  /** As a replica does that has heard of it last. */
  private void storeRevoked(String keyId) throws IOException {
    IngressConfig config = config("here");
    try (S3Client client = S3Client.open(config.s3())) {
      TokenStore store = TokenStore.at(config.tokenStore(), client);
      List<ApiKey> keys = new ArrayList<>();
      store.read(key -> keys.add(key.keyId().equals(keyId) ? revoked(key) : key));
      store.write(keys);
    }
  }

  private static ApiKey revoked(ApiKey key) {
    return new ApiKey(
        key.schemaVersion(),
        key.tenant(),
        key.keyId(),
        key.name(),
        key.hash(),
        key.role(),
        key.scopes(),
        key.createdAtMs(),
        key.expiresAtMs(),
        System.currentTimeMillis(),
        key.version() + 1);
  }

  @Test
  void whatADatabaseHasForgottenIsStillSo() throws Exception {
    JsonNode good;
    JsonNode bad;
    try (IngressServer first = IngressServer.start(config("here"))) {
      good = make(first, "good");
      bad = make(first, "bad");
      revoke(first, bad);
    }
    assertThat(stored(bad)).doesNotContain("\"revoked_at_ms\":0");
    parts.forgetEnd(id(bad));
    parts.forgetKey(id(good));

    try (IngressServer second = IngressServer.start(config("here"))) {
      assertThat(status(second, bad)).isEqualTo(401);
      assertThat(status(second, good)).isEqualTo(200);
      await().atMost(SOON).until(() -> listed(second, bad) && listed(second, good));
    }
    try (IngressServer without = IngressServer.start(parts.config())) {
      assertThat(status(without, bad)).isEqualTo(401);
      assertThat(status(without, good)).isEqualTo(200);
    }
  }

  /** True where the database has the key as it should be. */
  private static boolean listed(IngressServer server, JsonNode key) throws Exception {
    for (JsonNode row : operator(server).get("/v1/keys").json().path("data")) {
      if (id(row).equals(id(key))) {
        return row.path("revoked_at").isNull() == row.path("name").asText().equals("good");
      }
    }
    return false;
  }

  @Test
  void aStoreThatIsAwayOrDamagedStopsNothing() throws Exception {
    JsonNode key;
    try (IngressServer first = IngressServer.start(config("here"))) {
      key = make(first, "k");
    }
    try (Stream<Path> files = Files.list(s3.bucket("tokens").resolve("here"))) {
      for (Path file : files.toList()) {
        Files.writeString(file, "{");
      }
    }

    try (IngressServer second = IngressServer.start(config("here"))) {
      assertThat(status(second, key)).isEqualTo(200);
      awaitStored(key, false);
    }
    IngressConfig config = config("here");
    s3.close();
    try (IngressServer third = IngressServer.start(config)) {
      assertThat(status(third, key)).isEqualTo(200);
    }
  }
}
