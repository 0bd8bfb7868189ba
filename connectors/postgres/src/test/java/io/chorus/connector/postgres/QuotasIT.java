package io.chorus.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.QuotaStore.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class QuotasIT {
  private static final long MINUTE = 29_000_000;

  private final String tenant = "t-" + UUID.randomUUID();
  private Database database;
  private QuotaStore store;

  @BeforeEach
  void open(Database database) {
    this.database = database;
    this.store = new QuotaStore(database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Quota quota(Long requests, Long tokens) {
    return new Quota(tenant, requests, tokens, null);
  }

  @Test
  void noMoreIsGrantedInAMinuteThanTheQuotaHoweverManyReplicasAsk() {
    List<CompletableFuture<Taken>> asked = new ArrayList<>();
    try (QuotaStore replica = new QuotaStore(database)) {
      for (int i = 0; i < 500; i++) {
        asked.add((i % 2 == 0 ? store : replica).take(quota(100L, null), 1, MINUTE));
      }
      assertThat(asked.stream().filter(taken -> taken.join().granted()).count()).isEqualTo(100);
    }
  }

  @Test
  void theNextMinuteBeginsAnewAndOneThatIsBehindCountsIntoIt() {
    assertThat(store.take(quota(1L, null), 1, MINUTE).join()).isEqualTo(new Taken(true, 1, 1));
    assertThat(store.take(quota(1L, null), 1, MINUTE).join().granted()).isFalse();

    assertThat(store.take(quota(1L, null), 1, MINUTE + 1).join().granted()).isTrue();
    assertThat(store.take(quota(1L, null), 1, MINUTE).join().granted()).isFalse();
  }

  @Test
  void whatIsTooLargeTakesNothingFromWhatFits() {
    assertThat(store.take(quota(null, 100L), 90, MINUTE).join().granted()).isTrue();
    assertThat(store.take(quota(null, 100L), 11, MINUTE).join()).isEqualTo(new Taken(false, 1, 90));
    assertThat(store.take(quota(null, 100L), 10, MINUTE).join()).isEqualTo(new Taken(true, 2, 100));
  }

  @Test
  void aQuotaIsAsItWasLastSet() {
    store.set(new Quota(tenant, 5L, 6L, 7L));
    store.set(new Quota(tenant, 5L, null, 8L));

    assertThat(store.all()).contains(new Quota(tenant, 5L, null, 8L));
  }
}
