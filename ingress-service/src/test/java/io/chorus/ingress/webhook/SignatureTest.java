package io.chorus.ingress.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  private static final String SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=";

  /**
   * By {@code printf 'evt_1.1700000000.{}' | openssl dgst -sha256 -hmac ABC…XYZ -binary | base64}.
   */
  @Test
  void itIsTheHmacOfIdTimeAndBody() {
    assertThat(Signature.of(SECRET, "evt_1", 1_700_000_000, "{}"))
        .isEqualTo("v1,GDzLqWnmRW0FzuV7sHaPvZcJjCDvaeaXzy/4UW5/mZw=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "secret", "whsec_", "whsec_QUJD", "whsec_***", "QUJDREVGR0hJSktMTU5PUFFS"})
  void aSecretThatIsNoneIsRefusedWithoutBeingTold(String secret) {
    assertThatThrownBy(() -> Signature.of(secret, "evt_1", 0, "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed: whsec_")
        .hasMessageNotContaining("QUJD");
  }
}
