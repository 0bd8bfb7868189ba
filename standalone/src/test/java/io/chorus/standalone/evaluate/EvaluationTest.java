package io.chorus.standalone.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chorus.operators.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final Path SHARED = Path.of("..", "..", "shared", "data");

  @TempDir Path data;

  @Test
  void absentSetsAreSkippedAndOurOwnPromptsAreKnownWell() throws IOException {
    Map<String, Double> figures = evaluate(data);

    assertThat(figures).containsOnlyKeys("analyzer.own.top1", "analyzer.own.top2");
    assertThat(figures.get("analyzer.own.top1")).isGreaterThanOrEqualTo(0.80);
    assertThat(figures.get("analyzer.own.top2")).isGreaterThanOrEqualTo(0.92);
  }

  @Test
  void filesMayHaveAnyNames() throws IOException {
    write(
        "task-types/Mine_2.jsonl",
        "{\"prompt\":\"Translate to French: bread\",\"kind\":\"translation\"}");
    write(
        "refusals/some-model.jsonl",
        "{\"id\":\"1\",\"answer\":\"Sorry, but I can't assist with that.\",\"label\":\"2_full_refusal\"}\n"
            + "{\"id\":\"2\",\"answer\":\"It was built in 1889.\",\"label\":\"1_full_compliance\"}");

    Map<String, Double> figures = evaluate(data);

    assertThat(figures).containsEntry("analyzer.Mine_2.top1", 1.0);
    assertThat(figures).containsEntry("refusals.some-model.accuracy", 1.0);
  }

  @Test
  void aLineThatIsNoJsonIsNamed() throws IOException {
    write("task-types/mine.jsonl", "{}\nnothing");

    assertThatThrownBy(() -> evaluate(data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mine.jsonl, line 2");
  }

  @Test
  void aVoteIsAsGoodAsItsBestEngineOnRecordedSolutions() throws IOException {
    assumeTrue(
        Files.isDirectory(SHARED), "no recorded answers beside the checkout: ../shared/data");

    Map<String, Double> figures = evaluate(SHARED);

    assertThat(figures.get("gsm8k.extraction")).isGreaterThanOrEqualTo(0.99);
    assertThat(figures.get("gsm8k.vote")).isGreaterThanOrEqualTo(figures.get("gsm8k.best_single"));
    assertThat(figures.get("gsm8k.cascade_accuracy")).isEqualTo(figures.get("gsm8k.vote"));
    assertThat(figures.get("gsm8k.cascade_call_share")).isLessThanOrEqualTo(0.70);
    assertThat(figures.get("ranked.best_of")).isGreaterThan(figures.get("ranked.random"));
  }

  private static Map<String, Double> evaluate(Path folder) throws IOException {
    return new Evaluation(folder, new Models(Path.of("..", "operators"))).run().figures();
  }

  private void write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
