package io.chorus.operators.learning;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text of a training file.
 *
 * @param text the prompt or the answer
 * @param label what it is
 * @param group texts made from one pattern: to be learned from or to be tested on, never some of
 *     each; empty where each text stands alone
 */
public record Labelled(String text, String label, String group) {

  /**
   * The texts of a file of JSON lines.
   *
   * @param text the field that holds the text
   * @param label the field that holds the label
   * @throws IOException where a line is no JSON or lacks one of the two, naming file and line
   */
  public static List<Labelled> read(Path file, String text, String label) throws IOException {
    List<Labelled> all = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String where = file + ", line " + (all.size() + 1);
      JsonNode row = row(line, where);
      all.add(
          new Labelled(
              field(row, text, where), field(row, label, where), row.path("group").asText("")));
    }
    return all;
  }

  private static JsonNode row(String line, String where) throws IOException {
    try {
      return Json.read(line, JsonNode.class);
    } catch (MalformedJsonException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  private static String field(JsonNode row, String name, String where) throws IOException {
    JsonNode value = row.path(name);
    if (!value.isTextual()) {
      throw new IOException(where + ": '" + name + "' is missing or no text");
    }
    return value.asText();
  }
}
