package io.chorus.operators.quality;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;
import java.util.regex.Pattern;

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

  /** The one that the validator is made for; others have other references. */
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  /** The validator decodes these, or takes them for numbers: it would follow them elsewhere. */
  private static final Pattern READ_OTHERWISE = Pattern.compile("%|.#|/0\\d|/\\d{10}|/(?:/|$)");

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
    if (NOT_FOLLOWED.stream().anyMatch(node::has) || isOfAnotherDraft(node)) {
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

  private static boolean isOfAnotherDraft(JsonNode node) {
    String draft = node.path("$schema").textValue();
    return draft != null && !DRAFT.equals(draft);
  }

  /** Missing where it lies outside of the document, or the validator may look elsewhere. */
  private JsonNode target(String reference) {
    boolean isInside =
        (reference.equals("#") || reference.startsWith("#/"))
            && !READ_OTHERWISE.matcher(reference).find();
    return isInside
        ? root.at(JsonPointer.compile(reference.substring(1)))
        : MissingNode.getInstance();
  }
}
