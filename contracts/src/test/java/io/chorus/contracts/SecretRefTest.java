package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRefTest {
  @Test
  void aNameOfOneLetterIsAName() {
    assertThat(new SecretRef("env:X").reference()).isEqualTo("env:X");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "env:", "file:", "sk-secret", "vault:a"})
  void whatIsNoReferenceIsRefusedWithoutBeingShown(String given) {
    assertThatThrownBy(() -> new SecretRef(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a secret is given by reference; allowed: env:NAME or file:PATH");
  }
}
