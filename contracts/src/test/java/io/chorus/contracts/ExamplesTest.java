package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Set<String> ENGINES =
      Set.of("openai", "claude", "gemini", "deepseek", "qwen");

  @Test
  void everyExampleIsATaskWithAnAnswerOfEachEngine() throws Exception {
    Map<String, Set<String>> answers = enginesByQuestion();

    List<TaskDraft> drafts = drafts();

    assertThat(drafts).hasSize(40);
    assertThat(drafts)
        .allSatisfy(draft -> assertThat(answers.get(id(draft.request()))).isEqualTo(ENGINES))
        .extracting(TaskDraft::lane)
        .contains(Lane.values());
    assertThat(answers).hasSize(40);
  }

  private static List<TaskDraft> drafts() throws IOException {
    TaskValidator validator =
        new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml")));
    List<TaskDraft> drafts = new ArrayList<>();
    try (InputStream in = Files.newInputStream(EXAMPLES.resolve("tasks.jsonl"))) {
      BatchLines lines = new BatchLines(in);
      for (Optional<BatchLine> line = lines.next(); line.isPresent(); line = lines.next()) {
        assertThat(line.get().problems()).isEmpty();
        Submission how = Submission.named(Instant.EPOCH, line.get().customId());
        Validation validation = validator.validate(line.get().body(), how);
        assertThat(validation.problems()).isEmpty();
        drafts.add(validation.draft());
        lines.accept(line.get());
      }
    }
    return drafts;
  }

  private static Map<String, Set<String>> enginesByQuestion() throws Exception {
    Map<String, Set<String>> engines = new HashMap<>();
    for (String line : Files.readAllLines(EXAMPLES.resolve("answers.jsonl"))) {
      JsonNode answer = Json.tree(line.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.path("model").asText()).isNotBlank();
      assertThat(answer.path("answer").asText()).isNotBlank();
      assertThat(
              engines
                  .computeIfAbsent(answer.path("id").asText(), id -> new TreeSet<>())
                  .add(answer.path("engine").asText()))
          .isTrue();
    }
    return engines;
  }

  private static String id(ChatRequest request) throws Exception {
    byte[] text = request.lastUserMessage().getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
    return HexFormat.of().formatHex(hash).substring(0, 12);
  }
}
