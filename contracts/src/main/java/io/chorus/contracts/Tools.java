package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a model may call, and whether it must.
 *
 * @param offered at least one
 * @param choice null leaves it to the engine, which means {@link Choice#AUTO}
 * @param named the tool that must be called, with {@link Choice#NAMED}; null otherwise
 * @param parallel whether one answer may hold several calls, or null for the engine's default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tools(List<Tool> offered, Choice choice, String named, Boolean parallel) {

  public Tools {
    offered = List.copyOf(offered);
  }

  /** Whether a tool is called. */
  public enum Choice {
    /** As the model likes. */
    AUTO,
    /** None. */
    NONE,
    /** At least one. */
    REQUIRED,
    /** The one that is named. */
    NAMED
  }
}
