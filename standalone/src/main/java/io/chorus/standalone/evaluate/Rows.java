package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a set. */
final class Rows {
  private static final String EXTENSION = ".jsonl";

  private Rows() {}

  /** The JSON lines of a file, none where there is no such file. */
  static List<JsonNode> of(Path file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return rows;
    }
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        rows.add(row(line, file + ", line " + (rows.size() + 1)));
      }
    }
    return rows;
  }

  private static JsonNode row(String line, String where) throws IOException {
    try {
      return Json.read(line, JsonNode.class);
    } catch (MalformedJsonException e) {
      throw new IOException(where + " " + e.getMessage(), e);
    }
  }

  /** The sets in a folder, by name; none where there is no such folder. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(EXTENSION)).sorted().toList();
    }
  }

  static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - EXTENSION.length());
  }

  /** Which of so many parts of a set a row belongs to: the same each time, whatever the order. */
  static int fold(String id, int folds) {
    return Math.floorMod(id.hashCode() * 0x9E3779B1, folds);
  }
}
