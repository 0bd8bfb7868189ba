package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that a model may ask for.
 *
 * @param name letters, digits, '-' and '_', 1 to 64 of them
 * @param description for the model, or null
 * @param parameters JSON Schema of the arguments, or null where it takes none
 * @param strict whether the arguments must follow the schema exactly, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tool(String name, String description, JsonNode parameters, Boolean strict) {

  @Override
  public String toString() {
    return "Tool";
  }
}
