package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the engines answer: recorded where there is a recording, else generated. Immutable. */
final class Answers {
  private static final long MAX_FILE_BYTES = 1L << 30;

  private final Map<String, Text> recorded;

  private Answers(Map<String, Text> recorded) {
    this.recorded = recorded;
  }

  /** An answer and the model that gives it. */
  record Text(String model, String text) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(String id, String engine, String model, String answer) {
    Line {
      if (id == null || engine == null || model == null || answer == null) {
        throw new IllegalArgumentException("it needs id, engine, model and answer");
      }
    }
  }

  static Answers generated() {
    return new Answers(Map.of());
  }

  /**
   * Reads JSON lines {@code {"id","engine","model","answer"}}; of two for the same engine and id
   * the later one holds.
   *
   * @throws IllegalArgumentException where a line is none, with its number
   */
  static Answers replay(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IllegalArgumentException("the replay file is larger than 1 GiB");
    }
    Map<String, Text> recorded = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          Line parsed = parse(line, number);
          recorded.put(
              key(parsed.engine(), parsed.id()), new Text(parsed.model(), parsed.answer()));
        }
      }
    }
    return new Answers(recorded);
  }

  private static Line parse(String line, int number) {
    try {
      return EmulatorJson.JSON.readValue(line, Line.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "replay file, line " + number + ": " + e.getOriginalMessage(), e);
    }
  }

  int count() {
    return recorded.size();
  }

  /**
   * The same for the same engine and call. A recording is given as it was recorded, under its own
   * model's name, to a call that wants no JSON and has no tools.
   */
  Said to(String engine, Protocol.Asked asked) {
    Wishes wishes = asked.wishes();
    boolean plain = !wishes.json() && wishes.tools() == null && wishes.toolResult() == null;
    Text text = plain ? recorded.get(key(engine, Hashes.hex12(asked.prompt()))) : null;
    return text == null ? Generator.answer(engine, asked) : Said.text(text.model(), text.text());
  }

  private static String key(String engine, String id) {
    return engine + '/' + id;
  }
}
