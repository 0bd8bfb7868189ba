package io.chorus.connector.engines;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON of strangers: bounded, but not as strict as our own. Thread-safe. */
final class EngineJson {
  /** Longest body that is read, in bytes. */
  static final int MAX_BODY = 8 << 20;

  /** Longest stream of events that is read, in bytes; most of it is not the answer. */
  static final int MAX_STREAM = 64 << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BODY)
                          .maxNestingDepth(Json.MAX_DEPTH)
                          .maxStringLength(Json.MAX_STRING)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private EngineJson() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a request", e);
    }
  }

  /** The object that a text holds as JSON; an empty one where it holds none. */
  static JsonNode objectOf(String json) {
    JsonNode tree = tree(json.getBytes(StandardCharsets.UTF_8));
    return tree.isObject() ? tree : object();
  }

  /** The document; a missing node where the bytes are none within the limits. */
  static JsonNode tree(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
