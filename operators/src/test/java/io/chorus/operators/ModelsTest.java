package io.chorus.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.operators.analysis.Kinds;
import io.chorus.operators.learning.Labelled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private final Models models = new Models(Path.of(""));

  @Test
  void trainedAgainTheModelsAreTheSameToTheByte() throws IOException {
    for (Map.Entry<Path, byte[]> model : models.trained().entrySet()) {
      assertThat(Files.readAllBytes(model.getKey()))
          .as("%s: run ./chorus train after a change of files or features", model.getKey())
          .isEqualTo(model.getValue());
    }
  }

  @Test
  void ourPromptsAreManyAndEvenlyOfEveryKind() throws IOException {
    Map<String, Long> kinds =
        models.prompts().stream()
            .collect(Collectors.groupingBy(Labelled::label, Collectors.counting()));

    assertThat(kinds.keySet()).containsExactlyInAnyOrderElementsOf(Kinds.ALL);
    assertThat(Collections.min(kinds.values())).isGreaterThanOrEqualTo(100);
    assertThat(Collections.max(kinds.values()))
        .isLessThanOrEqualTo(Collections.min(kinds.values()) * 11 / 10);
  }

  @Test
  void aLineThatLacksItsLabelIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\": \"hi\"}\n");

    assertThatThrownBy(() -> Labelled.read(file, "prompt", "kind"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: 'kind' is missing");
  }
}
