package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** Whether a list is shown as the system tells it, for programs, instead of as a table. */
final class JsonOption {
  @Option(names = "--json", description = "Show it as JSON.")
  boolean json;

  /** Prints a list that the system has told: as JSON, or as a table with a line for each. */
  void show(CommandGroup group, JsonNode told, String head, Row row) {
    if (json) {
      group.say("%s%n", told.path("data").toPrettyString());
      return;
    }
    group.say("%s%n", head);
    told.path("data").forEach(element -> group.say("%s%n", row.of(element)));
  }

  /** A line of a table. */
  interface Row {
    String of(JsonNode element);
  }
}
