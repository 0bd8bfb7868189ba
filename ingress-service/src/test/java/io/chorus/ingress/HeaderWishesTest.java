package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderWishesTest {
  private static JsonNode added(String body, String header, String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(header, value);
    return HeaderWishes.added(Json.readOwn(body, JsonNode.class), headers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-chorus-lane             | priority          | {'prompt':'x','lane':'priority'}",
        "X-Chorus-Data-Class       | public            | {'prompt':'x','data_class':'public'}",
        "x-chorus-quality          | 0.75              | {'prompt':'x','quality':0.75}",
        "x-chorus-deadline-seconds | 60                | {'prompt':'x','deadline_seconds':60}",
        "x-chorus-cache-max-age    | 600               | {'prompt':'x','cache_max_age':600}",
        "x-chorus-metadata         | {\"a\":\"b\"}     | {'prompt':'x','metadata':{'a':'b'}}",
        "x-chorus-quality          | much              | {'prompt':'x','quality':'much'}",
        "x-chorus-quality          | 1e999999999       | {'prompt':'x','quality':'1e999999999'}",
        "x-chorus-metadata         | {a                | {'prompt':'x','metadata':'{a'}",
        "x-chorus-temperature      | 1                 | {'prompt':'x'}",
      })
  void aHeaderIsTheFieldOfItsName(String header, String value, String expected) {
    JsonNode body = added("{\"prompt\":\"x\"}", header, value);

    assertThat(body).hasToString(expected.replace('\'', '"'));
  }

  @Test
  void aFieldOfTheBodyCountsMore() {
    JsonNode body = added("{\"lane\":\"batch\"}", "x-chorus-lane", "priority");

    assertThat(body.path("lane").asText()).isEqualTo("batch");
  }

  @Test
  void whatIsNoObjectStaysAsItIs() {
    assertThat(added("[]", "x-chorus-lane", "batch")).isEmpty();
  }
}
