package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The published JSON Schema of a task, and its findings in words: where, what, and what the schema
 * itself says would be right. Thread-safe.
 */
final class TaskSchema {
  private static final String RESOURCE = "task.schema.json";
  private static final int MAX_NAME = 64;
  private static final String ONE_OF = "oneOf";
  private static final String REF = "$ref";

  private final JsonNode document;
  private final Schema schema;

  private TaskSchema(JsonNode document) {
    this.document = document;
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  static TaskSchema load() {
    try (InputStream in = TaskSchema.class.getResourceAsStream(RESOURCE)) {
      return new TaskSchema(Json.tree(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(RESOURCE + " " + e.getMessage(), e);
    }
  }

  List<Problem> check(JsonNode body) {
    List<Problem> problems = new ArrayList<>();
    for (Error error : schema.validate(body)) {
      problems.add(isChoice(error) ? choice(body) : problem(error));
    }
    return problems;
  }

  private static boolean isChoice(Error error) {
    NodePath path = error.getEvaluationPath();
    return path.getNameCount() > 0 && ONE_OF.equals(path.getElement(0));
  }

  private static Problem choice(JsonNode body) {
    return body.has("messages")
        ? new Problem("prompt", "is given beside 'messages'", "only one of the two")
        : new Problem("messages", "is missing", "a list of messages, or a 'prompt'");
  }

  private Problem problem(Error error) {
    String field = field(error.getInstanceLocation());
    JsonNode rule = rule(error.getEvaluationPath());
    return switch (error.getKeyword()) {
      case "required" -> missing(field, error.getProperty(), rule);
      case "additionalProperties" -> unknown(field, error.getProperty(), rule);
      case "propertyNames" -> badKey(field, rule.path("propertyNames"));
      case "not" -> unsupported(field, error.getEvaluationPath());
      case "pattern" -> new Problem(field, "is not in its form", rule.path("description").asText());
      default -> new Problem(field, reason(error, rule), allowed(rule));
    };
  }

  private static Problem missing(String parent, String name, JsonNode rule) {
    return new Problem(
        child(parent, name), "is missing", allowed(rule.path("properties").path(name)));
  }

  private static Problem unknown(String parent, String name, JsonNode rule) {
    return new Problem(
        child(parent, name), "is an unknown field", String.join(", ", supported(rule)));
  }

  private static Problem badKey(String field, JsonNode rule) {
    return new Problem(
        field,
        "has a key that is empty or too long",
        "keys" + count(rule, "minLength", "maxLength", " characters"));
  }

  private Problem unsupported(String field, NodePath path) {
    String why = rule(path, path.getNameCount() - 2).path("description").asText();
    return new Problem(field, "is not supported: " + inner(why), "to leave it out");
  }

  private static String inner(String sentence) {
    String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1);
  }

  private static String reason(Error error, JsonNode rule) {
    return switch (error.getKeyword()) {
      case "type" -> "is " + kind(error.getInstanceNode());
      case "minLength", "minItems" -> "is empty";
      case "maxLength" -> "is longer than " + rule.path("maxLength") + " characters";
      case "maxItems" -> "has more than " + rule.path("maxItems") + " elements";
      case "maxProperties" -> "has more than " + rule.path("maxProperties") + " entries";
      case "minimum", "exclusiveMinimum" -> "is too small";
      case "maximum" -> "is too large";
      default -> "is not one of the values that are allowed";
    };
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> node.isIntegralNumber() ? "an integer" : "a number with a fraction";
      case BOOLEAN -> "true or false";
      default -> "null";
    };
  }

  private static String allowed(JsonNode rule) {
    if (rule.has("const")) {
      return rule.path("const").asText();
    }
    if (rule.has("enum")) {
      List<String> values = new ArrayList<>();
      rule.path("enum").forEach(value -> values.add(value.asText()));
      return String.join(", ", values);
    }
    List<String> kinds = new ArrayList<>();
    if (rule.path("type").isArray()) {
      rule.path("type").forEach(type -> kinds.add(kind(type.asText(), rule)));
    } else {
      kinds.add(kind(rule.path("type").asText("string"), rule));
    }
    return String.join(", or ", kinds);
  }

  private static String kind(String type, JsonNode rule) {
    return switch (type) {
      case "integer" -> "an integer" + range(rule);
      case "number" -> "a number" + range(rule);
      case "boolean" -> "true or false";
      case "array" -> "a list" + count(rule, "minItems", "maxItems", " elements");
      case "object" -> "an object" + count(rule, "", "maxProperties", " entries");
      default -> "a text" + count(rule, "minLength", "maxLength", " characters");
    };
  }

  private static String range(JsonNode rule) {
    String low =
        rule.has("exclusiveMinimum")
            ? " above " + rule.path("exclusiveMinimum").asText()
            : " from " + rule.path("minimum").asText();
    return low + " to " + rule.path("maximum").asText();
  }

  private static String count(JsonNode rule, String min, String max, String unit) {
    if (rule.has(max)) {
      return " of " + (rule.has(min) ? rule.path(min) + " to " : "up to ") + rule.path(max) + unit;
    }
    return rule.has(min) ? " that is not empty" : "";
  }

  private JsonNode rule(NodePath evaluation) {
    return rule(evaluation, evaluation.getNameCount() - 1);
  }

  /** The part of the schema that the first steps of an evaluation lead to. */
  private JsonNode rule(NodePath evaluation, int steps) {
    JsonNode rule = document;
    for (int i = 0; i < steps; i++) {
      Object step = evaluation.getElement(i);
      if (REF.equals(step)) {
        rule = document.at(rule.path(REF).asText().substring(1));
      } else {
        rule = step instanceof Integer index ? rule.path(index) : rule.path(String.valueOf(step));
      }
    }
    return rule;
  }

  private static String field(NodePath instance) {
    String field = "";
    for (int i = 0; i < instance.getNameCount(); i++) {
      Object step = instance.getElement(i);
      field = step instanceof Integer ? field + "[" + step + "]" : child(field, step.toString());
    }
    return field;
  }

  private static String child(String parent, String name) {
    String shown = shortened(name);
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= MAX_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, MAX_NAME)) + "…";
  }

  private static List<String> supported(JsonNode rule) {
    List<String> names = new ArrayList<>();
    rule.path("properties")
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().path(REF).asText().endsWith("/unsupported")) {
                names.add(field.getKey());
              }
            });
    return names;
  }
}
