package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/** Files that other programs read: there whole or not at all, and pleasant to look at. */
final class JsonFiles {
  private JsonFiles() {}

  /**
   * @param file or null to write nothing; its folder is made where it is missing
   */
  static void write(Path file, Object value) throws IOException {
    if (file != null) {
      write(file, pretty(value));
    }
  }

  /** The same for an array of any length, a line for each of its values. */
  static void writeList(Path file, List<?> values) throws IOException {
    if (file != null) {
      String lines = values.stream().map(Json::writeText).collect(Collectors.joining(",\n"));
      write(file, ("[\n" + lines + "\n]\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  static byte[] pretty(Object value) {
    try {
      String text = Json.read(Json.write(value), JsonNode.class).toPrettyString();
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
