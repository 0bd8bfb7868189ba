package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A share of the calls that fails in one way.
 *
 * @param kind how they fail
 * @param share of the calls, 0 to 1
 * @param engine the only engine that it is for; null: every engine
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(FaultKind kind, @JsonProperty(required = true) double share, String engine) {

  public Fault {
    if (kind == null) {
      throw new IllegalArgumentException("a fault needs a 'kind'; allowed: 429, 500, hang");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("fault share " + share + "; allowed: 0 to 1");
    }
  }

  boolean concerns(String engineName) {
    return engine == null || engine.equals(engineName);
  }
}
