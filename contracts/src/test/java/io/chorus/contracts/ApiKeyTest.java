package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  private static ApiKey key(long expiresAtMs, long revokedAtMs, long version) {
    return new ApiKey(
        SchemaVersion.CURRENT,
        "acme",
        "0123456789abcdef",
        "test",
        "hash",
        Role.USER,
        Set.of(KeyScope.WRITE, KeyScope.READ),
        1,
        expiresAtMs,
        revokedAtMs,
        version);
  }

  @Test
  void anEndThatEitherKnowsOfHoldsWhicheverIsNewer() {
    ApiKey revoked = key(0, 50, 2);
    ApiKey forgotten = key(90, 0, 7);

    assertThat(revoked.joined(forgotten)).isEqualTo(key(90, 50, 7));
    assertThat(forgotten.joined(revoked)).isEqualTo(key(90, 50, 7));
  }

  @Test
  void theEarlierOfTwoEndsHolds() {
    assertThat(key(70, 50, 2).joined(key(60, 80, 2))).isEqualTo(key(60, 50, 2));
  }

  @Test
  void theOrderOfJoiningMakesNoDifference() {
    List<ApiKey> some = List.of(key(0, 0, 1), key(80, 0, 2), key(0, 40, 2), key(60, 90, 3));

    for (ApiKey a : some) {
      assertThat(a.joined(a)).isEqualTo(a);
      for (ApiKey b : some) {
        assertThat(a.joined(b)).isEqualTo(b.joined(a));
        for (ApiKey c : some) {
          assertThat(a.joined(b).joined(c)).isEqualTo(a.joined(b.joined(c)));
        }
      }
    }
  }

  @Test
  void theSameKeyIsWrittenAsTheSameBytes() {
    assertThat(Json.writeText(key(0, 0, 1))).contains("\"scopes\":[\"READ\",\"WRITE\"]");
  }
}
