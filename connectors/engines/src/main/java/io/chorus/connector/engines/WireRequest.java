package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A request as it goes out, without what all protocols share.
 *
 * @param uri fully encoded
 * @param headers hold the secret, so {@link #toString} hides them
 */
record WireRequest(String uri, Map<String, String> headers, ObjectNode body) {

  @Override
  public String toString() {
    return "WireRequest[" + uri + "]";
  }
}
