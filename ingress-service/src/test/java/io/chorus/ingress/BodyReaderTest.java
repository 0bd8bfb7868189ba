package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=UTF-8",
        "application/cloudevents+json"
      })
  void jsonIsTakenAndSoIsSilence(String type) {
    assertThat(BodyReader.isJson(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "text/plain", "application/x-www-form-urlencoded", "json"})
  void nothingElseIs(String type) {
    assertThat(BodyReader.isJson(type)).isFalse();
  }
}
