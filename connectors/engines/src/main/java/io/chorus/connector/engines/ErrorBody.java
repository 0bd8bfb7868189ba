package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The error of a response, whichever form it has.
 *
 * @param names its types, codes and reasons, at most eight; never what the caller wrote
 * @param message may repeat what the caller wrote: it is compared with known beginnings and never
 *     shown
 * @param details Gemini's list of details, or a missing node
 * @param status the HTTP status that the error names itself, 400 to 599; 0 where it names none
 */
record ErrorBody(List<String> names, String message, JsonNode details, int status) {
  private static final int MAX_NAMES = 8;
  private static final int MAX_NAME = 64;

  static ErrorBody of(JsonNode body) {
    JsonNode root = body.isArray() ? body.path(0) : body;
    JsonNode error = root.path("error");
    if (!error.isObject()) {
      return error.isTextual()
          ? new ErrorBody(List.of(), error.textValue(), error.path("details"), 0)
          : ofObject(root);
    }
    return ofObject(error);
  }

  private static ErrorBody ofObject(JsonNode error) {
    JsonNode details = error.path("details");
    List<String> names = new ArrayList<>();
    add(names, error.path("type"));
    add(names, error.path("code"));
    add(names, error.path("status"));
    add(names, details.path("error_code"));
    for (JsonNode detail : details) {
      add(names, detail.path("reason"));
    }
    return new ErrorBody(
        List.copyOf(names), error.path("message").asText(""), details, status(error.path("code")));
  }

  private static int status(JsonNode code) {
    return code.asInt(0) >= 400 && code.asInt(0) < 600 ? code.asInt(0) : 0;
  }

  private static void add(Collection<String> names, JsonNode name) {
    if (name.isTextual() && names.size() < MAX_NAMES && !names.contains(name.textValue())) {
      names.add(name.textValue());
    }
  }

  boolean isAnyOf(Set<String> known) {
    return names.stream().anyMatch(known::contains);
  }

  boolean saysAnyOf(List<String> beginnings) {
    return beginnings.stream().anyMatch(message::startsWith);
  }

  /** The names alone, cut to harmless characters. */
  @Override
  public String toString() {
    return names.stream().map(ErrorBody::harmless).collect(Collectors.joining(" "));
  }

  private static String harmless(String name) {
    String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return cut.replaceAll("[^A-Za-z0-9_.-]", "_");
  }
}
