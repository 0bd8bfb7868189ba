package io.chorus.operators.quality;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;

/**
 * Whether a schema's work is bounded by its size: what it comes to with each reference written out,
 * for callers write them, and the thread that checks is everybody's.
 */
final class SchemaWork {
  private static final int MOST_NODES = 10_000;
  private static final int DEEPEST = 100;

  /** They lead away, or mean something only together with a pattern. */
  private static final Set<String> NOT_FOLLOWED =
      Set.of("$id", "$anchor", "$dynamicRef", "$recursiveRef", "patternProperties");

  private final JsonNode root;
  private int nodes;

  private SchemaWork(JsonNode root) {
    this.root = root;
  }

  static boolean isBounded(JsonNode schema) {
    return new SchemaWork(schema).isBounded(schema, 0);
  }

  private boolean isBounded(JsonNode node, int depth) {
    if (node.isMissingNode() || depth > DEEPEST || ++nodes > MOST_NODES) {
      return false;
    }
    if (NOT_FOLLOWED.stream().anyMatch(node::has)) {
      return false;
    }
    for (JsonNode child : node) {
      if (!isBounded(child, depth + 1)) {
        return false;
      }
    }
    String reference = node.path("$ref").textValue();
    return reference == null || isBounded(target(reference), depth + 1);
  }

  /** Missing where it lies outside of the document. */
  private JsonNode target(String reference) {
    boolean isInside = reference.equals("#") || reference.startsWith("#/");
    return isInside
        ? root.at(JsonPointer.compile(reference.substring(1)))
        : MissingNode.getInstance();
  }
}
