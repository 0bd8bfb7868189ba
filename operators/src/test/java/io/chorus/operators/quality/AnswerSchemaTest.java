package io.chorus.operators.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerSchemaTest {

  @Test
  void referencesInsideAreFollowed() {
    AnswerSchema schema =
        of(
            """
            {"type": "object", "properties": {"from": {"$ref": "#/$defs/place"}, "to": {"$ref": "#/$defs/place"}},
             "$defs": {"place": {"enum": ["Huế", "Hà Nội"]}}}
            """);

    assertThat(schema.allows(json("{\"from\": \"Huế\", \"to\": \"Hà Nội\"}"))).isTrue();
    assertThat(schema.allows(json("{\"from\": \"Huế\", \"to\": \"Paris\"}"))).isFalse();
  }

  @Test
  void aCallersPatternIsNotRun() {
    AnswerSchema schema = of("{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}");

    assertThat(schema.allows(json("{\"a\": \"" + "a".repeat(5_000) + "!\"}"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\": \"#\"}",
        "{\"properties\": {\"next\": {\"$ref\": \"#\"}}}",
        "{\"$ref\": \"#/nowhere\"}",
        "{\"$ref\": \"http://127.0.0.1:1/schema\"}",
        "{\"$id\": \"http://127.0.0.1:1/schema\"}",
        "{\"$ref\": \"#/$defs/a%30\", \"$defs\": {\"a%30\": true, \"a0\": {\"$ref\": \"#/$defs/a%30\"}}}",
        "{\"$ref\": \"#/$defs/01\", \"$defs\": {\"01\": true, \"1\": {\"$ref\": \"#/$defs/01\"}}}",
        "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"type\": \"integer\"}",
        "{\"patternProperties\": {\"^(a+)+$\": true}}"
      })
  void whatMayNeverEndOrLeadsAwayIsNotChecked(String schema) {
    assertThat(of(schema)).isNull();
  }

  @Test
  void referencesThatMultiplyAreNotChecked() {
    StringBuilder schema = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
    for (int i = 0; i < 40; i++) {
      String next = "{\"$ref\": \"#/$defs/d" + (i + 1) + "\"}";
      schema.append("\"d" + i + "\": {\"allOf\": [" + next + ", " + next + "]}, ");
    }

    assertThat(of(schema + "\"d40\": true}}")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": 5}",
        "{\"type\": \"none\"}",
        "{\"properties\": [1]}",
        "{\"required\": \"a\"}",
        "{\"minLength\": \"a\"}",
        "{\"enum\": 1}",
        "{\"allOf\": {}}",
        "{\"$schema\": \"http://127.0.0.1:1/draft\"}",
        "{\"pattern\": \"[\"}",
        "{\"$ref\": 5}"
      })
  void whateverACallerWritesNothingBreaks(String schema) {
    AnswerSchema read = of(schema);

    if (read != null) {
      read.allows(json("{\"a\": \"b\"}"));
    }
  }

  private static AnswerSchema of(String schema) {
    return AnswerSchema.of(json(schema));
  }

  private static JsonNode json(String text) {
    return Json.readOwn(text, JsonNode.class);
  }
}
