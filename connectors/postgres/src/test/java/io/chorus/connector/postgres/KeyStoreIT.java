package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.SchemaVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class KeyStoreIT {
  private final KeyStore store;

  KeyStoreIT(Database database) {
    this.store = new KeyStore(database);
  }

  private static ApiKey key(String keyId, long expiresAtMs, long revokedAtMs, long version) {
    return new ApiKey(
        SchemaVersion.CURRENT,
        "acme",
        keyId,
        "test",
        "hash",
        Role.ADMIN,
        Set.of(KeyScope.READ, KeyScope.MANAGE),
        1,
        expiresAtMs,
        revokedAtMs,
        version);
  }

  private Optional<ApiKey> stored(String keyId) {
    return store.all().stream().filter(key -> key.keyId().equals(keyId)).findFirst();
  }

  @Test
  void whatIsLearnedOfAKeyIsJoinedWithWhatIsKnownAsAnywhereElse() {
    long[][] ends = {{0, 0, 1}, {80, 0, 2}, {0, 40, 2}, {60, 90, 3}};
    for (long[] known : ends) {
      for (long[] learned : ends) {
        String id = UUID.randomUUID().toString();
        ApiKey before = key(id, known[0], known[1], known[2]);
        ApiKey news = key(id, learned[0], learned[1], learned[2]);

        store.add(before);
        store.learn(List.of(news));

        assertThat(stored(id)).contains(before.joined(news));
      }
    }
  }

  @Test
  void whatIsNotKnownIsStoredAsItIs() {
    ApiKey some = key(UUID.randomUUID().toString(), 0, 7, 4);
    ApiKey other = key(UUID.randomUUID().toString(), 9, 0, 2);

    store.learn(List.of(some, other));

    assertThat(store.all()).contains(some, other);
  }
}
