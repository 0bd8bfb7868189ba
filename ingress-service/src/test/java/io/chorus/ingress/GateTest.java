package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.ApiKey;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Role;
import io.chorus.contracts.SchemaVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final long NOW = 1_000_000;

  private final KeyRing ring = new KeyRing(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
  private final Gate gate = new Gate("s3crét\n", ring, null, false);
  private final KeySecret secret = KeySecret.fresh();

  private ApiKey key(long expiresAtMs, long revokedAtMs, long version) {
    return new ApiKey(
        SchemaVersion.CURRENT,
        "acme",
        secret.keyId(),
        "test",
        secret.hash(),
        Role.USER,
        Set.of(KeyScope.READ),
        0,
        expiresAtMs,
        revokedAtMs,
        version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3crét", "bearer s3crét", "BEARER   s3crét "})
  void theOperatorsKeyOpensAll(String header) {
    Identity identity = gate.identify(Gate.given(header)).orElseThrow();

    assertThat(identity.tenant()).isEqualTo("default");
    assertThat(identity.scopes()).containsExactlyInAnyOrder(KeyScope.values());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "s3crét",
        "Basic s3crét",
        "Bearer s3cré",
        "Bearer s3créts",
        "Bearer ck_",
        "Bearer ck_0000000000000000_' OR '1'='1",
        "Bearer eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJhY21lIn0."
      })
  void nothingElseOpens(String header) {
    ring.put(key(0, 0, 1));

    assertThat(gate.identify(Gate.given(header))).isEmpty();
  }

  @Test
  void aKeyOpensItsTenantAndNoMoreThanItsScopes() {
    ring.put(key(NOW + 1, 0, 1));

    assertThat(gate.identify(secret.text()))
        .contains(new Identity("acme", "key:" + secret.keyId(), Set.of(KeyScope.READ)));
  }

  @Test
  void theIdOfAKeyWithAnotherSecretOpensNothing() {
    ring.put(key(0, 0, 1));
    String forged = KeySecret.PREFIX + secret.keyId() + "_" + "0".repeat(64);

    assertThat(gate.identify(forged)).isEmpty();
  }

  @Test
  void anExpiredKeyOpensNothing() {
    ring.put(key(NOW, 0, 1));

    assertThat(gate.identify(secret.text())).isEmpty();
  }

  @Test
  void aRevokedKeyOpensNothingEvenWhereTheNewsComesInTheWrongOrder() {
    ring.put(key(0, NOW - 1, 2));
    ring.put(key(0, 0, 1));

    assertThat(gate.identify(secret.text())).isEmpty();
  }

  @Test
  void aBlankKeyIsNoKey() {
    assertThatThrownBy(() -> new Gate(" \n", ring, null, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'api_key' is blank");
  }

  @Test
  void aKeyIsNeverWrittenWhereItIsNotMeantToBe() {
    assertThat(secret.toString()).doesNotContain(secret.text().substring(20));
    assertThat(key(0, 0, 1).toString()).doesNotContain(secret.hash());
  }
}
