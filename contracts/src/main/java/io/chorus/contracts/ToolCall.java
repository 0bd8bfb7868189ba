package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A model's wish that a tool be called.
 *
 * @param id names the call among those of its message; a result refers to it
 * @param name of the tool
 * @param arguments JSON text as the model wrote it; usually an object, never null
 * @param signature what the engine wants back beside the call (Gemini's thought signature), opaque;
 *     null where it wants nothing
 */
public record ToolCall(
    String id,
    String name,
    String arguments,
    @JsonInclude(JsonInclude.Include.NON_NULL) String signature) {

  public ToolCall(String id, String name, String arguments) {
    this(id, name, arguments, null);
  }

  @Override
  public String toString() {
    return "ToolCall[" + arguments.length() + " characters]";
  }
}
