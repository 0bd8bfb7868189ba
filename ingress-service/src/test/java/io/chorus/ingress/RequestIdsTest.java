package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  @Test
  void aSaneNameIsKept() {
    assertThat(RequestIds.idFor("trace:42_a.b-C")).isEqualTo("trace:42_a.b-C");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a b", "a\"b", "é", "<script>"})
  void anyOtherIsReplaced(String given) {
    assertThat(RequestIds.idFor(given)).matches("req_[0-9a-f-]{36}");
  }

  @Test
  void aVeryLongOneIsReplaced() {
    assertThat(RequestIds.idFor("x".repeat(129))).startsWith("req_");
  }
}
