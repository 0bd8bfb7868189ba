package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * How a call wants its answer.
 *
 * @param stream whether it comes as server-sent events
 * @param streamUsage whether a stream ends with the usage, where the protocol leaves the choice
 * @param maxTokens null: no limit
 * @param stop where to stop
 * @param json whether it is to be JSON
 * @param schema of the JSON; null: any object
 * @param tools null where none may be called
 * @param toolResult the last tool's result, where the call ends with results; null otherwise
 */
record Wishes(
    boolean stream,
    boolean streamUsage,
    Long maxTokens,
    List<String> stop,
    boolean json,
    JsonNode schema,
    Toolbox tools,
    String toolResult) {

  /**
   * Tools that may be called.
   *
   * @param required whether one must be
   * @param named the one that must be; null: any
   */
  record Toolbox(List<Offer> offers, boolean required, String named) {}

  /**
   * @param parameters JSON Schema; a missing node where there is none
   */
  record Offer(String name, JsonNode parameters) {}
}
