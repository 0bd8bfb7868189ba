package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.TaskIds;
import io.chorus.emulator.JournalLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final String TASK = TaskIds.fresh(Instant.EPOCH);
  private static final String OTHER = TaskIds.fresh(Instant.EPOCH);

  @TempDir Path dir;

  @Test
  void linesAreCountedByTheTaskThatAsked() throws Exception {
    Journal journal =
        journal(
            line(ask(TASK, 1)), line(ask(TASK, 2)), line(ask(OTHER, 1)), line("null"), line("'x'"));

    assertThat(journal.billed(Set.of(TASK))).isEqualTo(2);
    assertThat(journal.billed(Set.of(TASK, OTHER))).isEqualTo(3);
    assertThat(read(journal)).hasSize(5);
  }

  @Test
  void onlyAnAskBetweenTaskIdsIsOurs() throws Exception {
    List<JournalLine> lines =
        read(
            journal(
                line("null"),
                line("'x'"),
                line("'a/1/0/b/1'"),
                line("'" + TASK + "/1/0/b/1'"),
                line(ask(TASK, 3))));

    assertThat(lines.subList(0, 4)).allSatisfy(line -> assertThat(Journal.ask(line)).isNull());
    assertThat(Journal.ask(lines.get(4)).number()).isEqualTo(3);
  }

  @Test
  void whatACrashCutOffIsLeftOut() throws Exception {
    String good = line(ask(TASK, 1));
    byte[] bytes =
        (good + "\n" + good.substring(0, 40) + "\n" + good + "\n{\"ask\":\"é")
            .getBytes(StandardCharsets.UTF_8);
    Path file = dir.resolve("torn.jsonl");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(new Journal(file).billed(Set.of(TASK))).isEqualTo(2);
  }

  @Test
  void noFileIsNoCalls() throws Exception {
    assertThat(new Journal(dir.resolve("none")).billed(Set.of(TASK))).isZero();
  }

  private Journal journal(String... lines) throws IOException {
    return new Journal(Files.write(dir.resolve("journal.jsonl"), List.of(lines)));
  }

  private static List<JournalLine> read(Journal journal) throws IOException {
    List<JournalLine> lines = new ArrayList<>();
    journal.forEach(lines::add);
    return lines;
  }

  private static String ask(String taskId, int number) {
    return "'" + taskId + "/1/0/" + taskId + "/" + number + "'";
  }

  private static String line(String ask) {
    return ("{'at_ms':1,'engine':'openai','model':'m','account':'a','ask':"
            + ask
            + ",'tokens_in':1,'tokens_out':2,'status':200,'latency_ms':3}")
        .replace('\'', '"');
  }
}
