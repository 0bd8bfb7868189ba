package io.chorus.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether an answer is shown as the system tells it, for programs, instead of in words. */
final class JsonOption {
  @Option(
      names = "--json",
      description =
          "Show it as JSON; of a task that is followed, one line of JSON for each change.")
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

  /** Prints what the system has told: as JSON, or in words. */
  void show(CommandSpec spec, JsonNode told, String words) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? told.toPrettyString() : words);
    out.flush();
  }

  /** A line of a table. */
  interface Row {
    String of(JsonNode element);
  }
}
