package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of an OpenAI batch input file: {@code {"custom_id","method":"POST","url","body"}}. Its
 * body is not judged here, {@link TaskValidator} does that. Fields beside the four are ignored.
 *
 * @param number counted from 1
 * @param customId the line's name, clean; null where it has no valid one
 * @param body an object; null where there are problems
 * @param problems what is wrong with the line; empty where it has a body
 */
public record BatchLine(long number, String customId, JsonNode body, List<Problem> problems) {
  /** Where a line may be addressed to. */
  public static final List<String> URLS = List.of("/v1/chat/completions");

  /** Longest custom id, in characters (code points). */
  public static final int MAX_CUSTOM_ID = 256;

  private static final String CUSTOM_ID = "custom_id";

  /** Reads a line, whatever it holds; never throws for its content. */
  public static BatchLine parse(long number, byte[] json) {
    try {
      return parse(number, Json.tree(json));
    } catch (MalformedJsonException e) {
      return refused(number, null, e.problem());
    }
  }

  private static BatchLine parse(long number, JsonNode line) {
    if (!line.isObject()) {
      return refused(
          number, null, new Problem("", "is " + TaskSchema.kind(line), "one JSON object"));
    }
    List<Problem> problems = new ArrayList<>();
    String customId = customId(line, problems);
    expect(line, "method", List.of("POST"), problems);
    expect(line, "url", URLS, problems);
    if (!line.path("body").isObject()) {
      problems.add(new Problem("body", state(line.path("body")), "an object"));
    }
    return problems.isEmpty()
        ? new BatchLine(number, customId, line.path("body"), List.of())
        : new BatchLine(number, customId, null, List.copyOf(problems));
  }

  static BatchLine refused(long number, String customId, Problem problem) {
    return new BatchLine(number, customId, null, List.of(problem));
  }

  private static String customId(JsonNode line, List<Problem> problems) {
    JsonNode given = line.path(CUSTOM_ID);
    String allowed = "a text of 1 to " + MAX_CUSTOM_ID + " characters";
    if (!given.isTextual()) {
      problems.add(new Problem(CUSTOM_ID, state(given), allowed));
      return null;
    }
    String customId = Sanitizer.clean(given.textValue());
    if (customId.isBlank()) {
      problems.add(new Problem(CUSTOM_ID, "is blank", allowed));
      return null;
    }
    if (customId.codePointCount(0, customId.length()) > MAX_CUSTOM_ID) {
      problems.add(
          new Problem(CUSTOM_ID, "is longer than " + MAX_CUSTOM_ID + " characters", allowed));
      return null;
    }
    return customId;
  }

  private static void expect(
      JsonNode line, String field, List<String> allowed, List<Problem> problems) {
    JsonNode given = line.path(field);
    if (!given.isTextual()) {
      problems.add(new Problem(field, state(given), String.join(", ", allowed)));
    } else if (!allowed.contains(given.textValue())) {
      problems.add(new Problem(field, "is not supported", String.join(", ", allowed)));
    }
  }

  private static String state(JsonNode node) {
    return node.isMissingNode() ? "is missing" : "is " + TaskSchema.kind(node);
  }

  @Override
  public String toString() {
    return "BatchLine[" + number + ", " + customId + ", " + problems + "]";
  }

  /** The custom id's bytes, what duplicates are found by. */
  byte[] customIdUtf8() {
    return customId.getBytes(StandardCharsets.UTF_8);
  }
}
