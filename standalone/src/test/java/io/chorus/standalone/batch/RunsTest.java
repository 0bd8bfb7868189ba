package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.TaskIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(3_600);

  @TempDir Path dir;
  private Runs runs;
  private Path file;
  private Path out;

  @BeforeEach
  void begin() throws IOException {
    runs = new Runs(dir.resolve("runs"));
    file = Files.writeString(dir.resolve("tasks.jsonl"), "{}\n");
    out = dir.resolve("out.jsonl");
  }

  @Test
  void theSameWorkAgainGoesOnWithWhatWasCutOff() throws Exception {
    Run first = runs.begin(file, "single", out, NOON);

    Run again = runs.begin(file, "single", out, LATER);

    assertThat(again).isEqualTo(first);
    assertThat(again.taskId("a")).isEqualTo(first.taskId("a"));
    assertThat(again.beganBefore(LATER)).isTrue();
    assertThat(runs.unfinished()).containsExactly(first);
  }

  @Test
  void otherContentStrategyOrOutputIsOtherWork() throws Exception {
    Run first = runs.begin(file, null, out, NOON);

    Run best = runs.begin(file, "best-of", out, NOON.plusMillis(1));
    Run elsewhere = runs.begin(file, null, dir.resolve("else"), NOON.plusMillis(2));
    Files.writeString(file, "{}\n{}\n");
    Run changed = runs.begin(file, null, out, NOON.plusMillis(3));

    assertThat(runs.unfinished()).containsExactly(first, best, elsewhere, changed);
    assertThat(best.taskId("a")).isNotEqualTo(first.taskId("a"));
  }

  @Test
  void whatHasEndedIsBegunAnewAndLeavesNothing() throws Exception {
    Run first = runs.begin(file, null, out, NOON);
    runs.ended(first);

    assertThat(runs.unfinished()).isEmpty();
    assertThat(dir.resolve("runs")).isEmptyDirectory();
    assertThat(runs.begin(file, null, out, LATER)).isNotEqualTo(first);
  }

  @Test
  void theFileMayChangeOnceItHasBegun() throws Exception {
    Run run = runs.begin(file, null, out, NOON);

    Files.delete(file);

    assertThat(runs.input(run)).content().isEqualTo("{}\n");
  }

  @Test
  void aKillWhileARunBeginsLeavesNoRun() throws Exception {
    Files.createDirectories(dir.resolve("runs/0123"));
    Files.writeString(dir.resolve("runs/0123/input.jsonl"), "{}");

    assertThat(runs.unfinished()).isEmpty();
    assertThat(new Runs(dir.resolve("nowhere")).unfinished()).isEmpty();
  }

  @Test
  void theTasksOfARunAreOfTheDayItBegan() throws Exception {
    Run run = runs.begin(file, null, out, NOON);

    assertThat(TaskIds.day(run.taskId("a"))).isEqualTo("2026-03-04");
    assertThat(run.taskId("a")).isNotEqualTo(run.taskId("b"));
  }
}
