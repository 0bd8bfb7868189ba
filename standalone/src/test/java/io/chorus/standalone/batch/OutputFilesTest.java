package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path dir;

  @Test
  void answersAndErrorsHaveAFileEach() throws Exception {
    Path out = dir.resolve("new/folder/out.jsonl");

    try (OutputFiles files = new OutputFiles(out)) {
      files.add(Results.of("a", FinalState.SUCCEEDED));
      files.add(Results.of("b", FinalState.FAILED));
      files.add(Results.of("c", FinalState.EXPIRED));
      files.add(Results.of("d", FinalState.CANCELLED));
      files.rejected(BatchOutput.rejected(7, "e", List.of(new Problem("", "is bad", "better"))));
      files.complete();
    }

    assertThat(customIds(out)).containsExactly("a");
    assertThat(customIds(errors(out))).containsExactly("b", "c", "d", "e");
  }

  @Test
  void aResultThatIsSeenTwiceIsWrittenOnce() throws Exception {
    Path out = dir.resolve("out.jsonl");

    try (OutputFiles files = new OutputFiles(out)) {
      assertThat(files.add(Results.of("a", FinalState.SUCCEEDED))).isTrue();
      assertThat(files.add(Results.of("a", FinalState.SUCCEEDED))).isFalse();
      assertThat(files.add(Results.of("b", FinalState.FAILED))).isTrue();
      assertThat(files.add(Results.of("b", FinalState.FAILED))).isFalse();
      files.complete();
    }

    assertThat(customIds(out)).containsExactly("a");
    assertThat(customIds(errors(out))).containsExactly("b");
  }

  @Test
  void untilAllIsThereTheFilesOfBeforeStay() throws Exception {
    Path out = Files.writeString(dir.resolve("out.jsonl"), "before\n");

    try (OutputFiles files = new OutputFiles(out)) {
      files.add(Results.of("a", FinalState.SUCCEEDED));
    }

    assertThat(out).content().isEqualTo("before\n");
    assertThat(errors(out)).doesNotExist();
  }

  @Test
  void whatWasCutOffIsWrittenAnew() throws Exception {
    Path out = dir.resolve("out.jsonl");
    try (OutputFiles cutOff = new OutputFiles(out)) {
      cutOff.add(Results.of("a", FinalState.SUCCEEDED));
      cutOff.add(Results.of("b", FinalState.SUCCEEDED));
    }

    try (OutputFiles files = new OutputFiles(out)) {
      files.add(Results.of("b", FinalState.SUCCEEDED));
      files.add(Results.of("a", FinalState.SUCCEEDED));
      files.complete();
    }

    assertThat(customIds(out)).containsExactly("b", "a");
    assertThat(errors(out)).isEmptyFile();
    assertThat(dir).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void everyAnswerIsOneLineWhateverItsText() throws Exception {
    Path out = dir.resolve("out.jsonl");
    String text = "a\nb\u2028c\uD83D\uDE00 Tiếng Việt 中文";

    try (OutputFiles files = new OutputFiles(out)) {
      files.add(Results.of("a", FinalState.SUCCEEDED, text, 1, Map.of()));
      files.complete();
    }

    JsonNode line = Json.tree(Files.readAllLines(out).get(0).getBytes(StandardCharsets.UTF_8));
    assertThat(line.at("/response/body/choices/0/message/content").asText()).isEqualTo(text);
    assertThat(line.at("/response/status_code").asInt()).isEqualTo(200);
  }

  private static Path errors(Path out) {
    return out.resolveSibling(out.getFileName() + ".errors.jsonl");
  }

  private static List<String> customIds(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Json.readOwn(line, JsonNode.class).path("custom_id").asText())
        .toList();
  }
}
