package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerAuthTest {
  private final BearerAuth auth = new BearerAuth("s3crét\n");

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3crét", "bearer s3crét", "BEARER   s3crét "})
  void theKeyOpens(String header) {
    assertThat(auth.accepts(header)).isTrue();
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
        "Bearer s3créts"
      })
  void nothingElseOpens(String header) {
    assertThat(auth.accepts(header)).isFalse();
  }

  @Test
  void aBlankKeyIsNoKey() {
    assertThatThrownBy(() -> new BearerAuth(" \n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'api_key' is blank");
  }
}
