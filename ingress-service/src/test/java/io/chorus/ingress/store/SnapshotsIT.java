package io.chorus.ingress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.connector.s3.S3Client;
import io.chorus.connector.s3.S3Config;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.SecretRef;
import io.chorus.servers.s3.LocalS3;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsIT {
  @TempDir private static Path dir;
  private static LocalS3 server;
  private static S3Client client;
  private static SecretRef sealKey;
  private static int places;

  private FileLocation place;
  private Path bucket;

  @BeforeAll
  static void start() throws Exception {
    server = LocalS3.start(dir.resolve("s3"));
    client = S3Client.open(config());
    sealKey = secret("a".repeat(TokenStoreConfig.SHORTEST_KEY));
  }

  private static S3Config config() throws IOException {
    return new S3Config(
        server.endpoint(), null, secret(server.accessKey()), secret(server.secretKey()));
  }

  private static SecretRef secret(String text) throws IOException {
    return new SecretRef("file:" + Files.writeString(Files.createTempFile(dir, "s", ""), text));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  @BeforeEach
  void makeAPlace() throws IOException {
    String name = "tokens-" + ++places;
    server.createBucket(name);
    bucket = server.bucket(name);
    place = FileLocation.of("s3://" + name);
  }

  private TokenStore replica() {
    return TokenStore.at(new TokenStoreConfig(place, sealKey), client);
  }

  private static ApiKey key(String keyId, long revokedAtMs) {
    return new ApiKey(
        SchemaVersion.CURRENT,
        "acme",
        keyId,
        "a\nname\u2028",
        "hash",
        Role.USER,
        Set.of(KeyScope.READ, KeyScope.WRITE),
        1,
        0,
        revokedAtMs,
        revokedAtMs == 0 ? 1 : 2);
  }

  private static Map<String, ApiKey> known(TokenStore store) throws IOException {
    Map<String, ApiKey> known = new HashMap<>();
    store.read(key -> known.merge(key.keyId(), key, ApiKey::joined));
    return known;
  }

  private List<Path> snapshots() throws IOException {
    try (Stream<Path> files = Files.list(bucket)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void whatIsWrittenIsReadAsItWasAndOnlyOnce() throws Exception {
    replica().write(List.of(key("b", 0), key("a", 7)));
    replica().write(List.of(key("a", 7), key("b", 0)));

    TokenStore later = replica();
    assertThat(known(later).values()).containsExactlyInAnyOrder(key("a", 7), key("b", 0));
    assertThat(later.isRead()).isTrue();
    assertThat(known(later)).isEmpty();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void thatThereAreNoKeysIsKnownToo() throws Exception {
    replica().write(List.of());

    TokenStore later = replica();
    assertThat(known(later)).isEmpty();
    assertThat(later.isRead()).isTrue();
  }

  @Test
  void whatTwoWriteAtOnceIsBothKept() throws Exception {
    TokenStore one = replica();
    TokenStore other = replica();
    one.write(List.of(key("a", 0)));
    other.write(List.of(key("b", 0)));

    TokenStore later = replica();
    Map<String, ApiKey> both = known(later);
    assertThat(both).containsOnlyKeys("a", "b");
    later.write(both.values());
    assertThat(snapshots()).hasSize(1);
    assertThat(known(replica())).isEqualTo(both);
  }

  @Test
  void whoKnowsLessTakesNothingAway() throws Exception {
    replica().write(List.of(key("a", 0)));
    TokenStore stale = replica();
    Map<String, ApiKey> old = known(stale);
    TokenStore newer = replica();
    known(newer);
    newer.write(List.of(key("a", 7)));

    stale.write(old.values());

    assertThat(known(replica())).containsEntry("a", key("a", 7));
  }

  @Test
  void whatIsForeignOrWasChangedIsLeftOutAndLeftThere() throws Exception {
    SecretRef otherKey = secret("b".repeat(TokenStoreConfig.SHORTEST_KEY));
    TokenStore.at(new TokenStoreConfig(place, otherKey), client).write(List.of(key("foreign", 0)));
    replica().write(List.of(key("changed", 0)));
    for (Path snapshot : snapshots()) {
      if (Files.readString(snapshot).contains("changed")) {
        Files.writeString(snapshot, "\n", StandardOpenOption.APPEND);
      }
    }
    Path huge = dir.resolve("huge");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(TokenStore.MOST_BYTES + 1L);
    }
    client.folder(place.bucket()).put("keys-" + "0".repeat(64) + ".jsonl", huge);

    TokenStore store = replica();
    assertThat(known(store)).isEmpty();
    assertThat(store.isRead()).isFalse();

    store.write(List.of(key("good", 0)));
    assertThat(known(replica())).containsOnlyKeys("good");
    assertThat(snapshots()).hasSize(4);
  }

  @Test
  void whatWasDamagedIsWrittenAgain() throws Exception {
    replica().write(List.of(key("a", 0)));
    Files.writeString(snapshots().get(0), "");
    TokenStore store = replica();
    assertThat(known(store)).isEmpty();

    store.write(List.of(key("a", 0)));

    assertThat(known(replica())).containsOnlyKeys("a");
  }

  @Test
  void aBucketThatIsNotThereIsSaidInOneSentence() {
    place = FileLocation.of("s3://nowhere");

    assertThatThrownBy(() -> replica().read(key -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no bucket 'nowhere' at " + server.endpoint());
  }

  @Test
  void aKeyOfTheSealThatCouldBeGuessedIsRefused() throws Exception {
    TokenStoreConfig config = new TokenStoreConfig(place, secret("too-short"));

    assertThatThrownBy(() -> TokenStore.at(config, client))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'token_store.key' is too short; allowed: 32")
        .hasMessageNotContaining("too-short");
  }
}
