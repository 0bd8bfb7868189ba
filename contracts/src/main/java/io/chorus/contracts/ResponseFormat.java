package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * That an answer is to be JSON.
 *
 * @param name of the schema; null without one
 * @param description of the schema for the model, or null
 * @param schema JSON Schema of the answer; null: any JSON object
 * @param strict whether the answer must follow the schema exactly, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResponseFormat(String name, String description, JsonNode schema, Boolean strict) {
  /** Any JSON object. */
  public static final ResponseFormat JSON_OBJECT = new ResponseFormat(null, null, null, null);

  /** True where an answer off the schema is no answer. */
  public boolean isStrict() {
    return Boolean.TRUE.equals(strict);
  }

  @Override
  public String toString() {
    return "ResponseFormat";
  }
}
