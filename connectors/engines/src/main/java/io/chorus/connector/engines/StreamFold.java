package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Folds a stream's events into the body that the engine would have sent in one piece. */
interface StreamFold {

  /**
   * Takes the data of the next event.
   *
   * @return whether the engine has begun to answer
   */
  boolean add(JsonNode data);

  /** Whether the engine has said how the answer ends; an answer without its end is cut off. */
  boolean isComplete();

  ObjectNode body();
}
