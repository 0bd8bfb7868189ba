package io.chorus.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * An error as it goes out.
 *
 * @param body null: a proxy's page instead
 */
record Refusal(int status, ObjectNode body, Map<String, String> headers) {

  static Refusal of(int status, ObjectNode body) {
    return new Refusal(status, body, Map.of());
  }

  static Refusal page(int status) {
    return new Refusal(status, null, Map.of());
  }
}
