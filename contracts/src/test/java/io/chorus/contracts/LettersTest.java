package io.chorus.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LettersTest {
  private static final Instant WRITTEN = Instant.parse("2026-03-04T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-09T18:00:00Z");

  private static RawRecords records;

  @BeforeAll
  static void load() throws Exception {
    records =
        new RawRecords(
            new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml"))));
  }

  @Test
  void theSameRecordGivesTheSameLetterAndAnotherPlaceAnother() {
    Letter letter = rejected("{\"prompt\": 7}", 17);

    assertThat(rejected("{\"prompt\": 7}", 17).letterId()).isEqualTo(letter.letterId());
    assertThat(rejected("{\"prompt\": 7}", 18).letterId()).isNotEqualTo(letter.letterId());
    assertThat(TaskIds.day(letter.letterId())).isEqualTo("2026-03-04");
  }

  @Test
  void aRecordAboveTheLimitOfProducersIsKeptWholeAllTheSame() {
    String large = "[" + " ".repeat(2 << 20) + "]";

    Letter letter = rejected(large, 17);

    assertThat(letter.original()).isEqualTo(large.getBytes(UTF_8));
    assertThat(letter.forProducer().problems())
        .extracting(Problem::reason)
        .anyMatch(reason -> reason.startsWith("is " + large.length() + " bytes long"));
  }

  @Test
  void aRecordOfATimeThatNoTableHasADayForHasALetterOfTheFirstDay() {
    RawRecord raw = new RawRecord("tasks.raw.acme", 0, 0, -1, Map.of(), "{}".getBytes(UTF_8));

    assertThat(TaskIds.day(records.read(raw).letter().letterId())).isEqualTo("1970-01-01");
  }

  @Test
  void aRejectedRecordThatIsATaskByNowBecomesOneWithALineOfItsOwn() {
    Letter letter =
        conflict("{\"prompt\": \"Hello\", \"deadline_seconds\": 60}", "tasks.raw.acme", "a");
    String taskId = TaskIds.fresh(LATER);

    Task task = records.again(letter, taskId, LATER).task();

    assertThat(task.taskId()).isEqualTo(taskId);
    assertThat(task.rootId()).isEqualTo(taskId);
    assertThat(task.tenant()).isEqualTo("acme");
    assertThat(task.customId()).isEqualTo("a");
    assertThat(task.deadlineMs() - task.acceptedAtMs()).isEqualTo(60_000);
  }

  @Test
  void aRejectedRecordThatIsStillNoTaskSaysWhy() {
    RawRecords.Again again =
        records.again(rejected("{\"prompt\": 7}", 17), TaskIds.fresh(LATER), LATER);

    assertThat(again.task()).isNull();
    assertThat(again.problems()).extracting(Problem::field).contains("prompt");
  }

  @Test
  void aTaskOfTheIngressUnderATakenIdLeavesItsLineToTheOther() {
    Task task = records.read(raw("{\"prompt\": \"Hello\"}", 1)).task();
    RawRecord raw = new RawRecord("tasks", 0, 3, 7, Map.of(), Json.write(task));
    String taskId = TaskIds.fresh(LATER);

    Task again = records.again(RawRecords.conflict(raw, task), taskId, LATER).task();

    assertThat(again).isEqualTo(task.again(taskId, taskId, task.acceptedAtMs(), task.deadlineMs()));
  }

  @Test
  void aPoisonMessageOfACallNamesItsTaskWhateverItsBytesAre() {
    String task = TaskIds.fresh(WRITTEN);
    String root = TaskIds.fresh(WRITTEN.minus(Duration.ofDays(1)));
    AskId ask = new AskId(new CallKey(root, 1, 0), task, 2);

    Letter letter = poison(ask.toString(), new byte[] {0, 1, (byte) 0xFF});

    assertThat(letter.taskId()).isEqualTo(task);
    assertThat(letter.rootId()).isEqualTo(root);
    assertThat(letter.original()).containsExactly(0, 1, 0xFF);
    assertThat(poison(ask.toString(), new byte[] {0, 1, (byte) 0xFF}).letterId())
        .isEqualTo(letter.letterId());
    assertThat(poison(ask.toString(), new byte[] {0, 1, 2}).letterId())
        .isNotEqualTo(letter.letterId());
  }

  @Test
  void aMessageThatIsNamedOtherwiseIsALetterWithoutATask() {
    for (String name : List.of("", "a/b", "a/1/0/b/1", "no \0 in \u202E text")) {
      Letter letter = poison(name, new byte[] {1});

      assertThat(letter.taskId()).isNull();
      assertThat(letter.name()).doesNotContain("\0", "\u202E");
    }
    assertThat(poison(null, new byte[] {1}).name()).isNull();
  }

  @Test
  void aTaskAskedForAgainIsANewOneInTheSameLine() {
    Task task = records.read(raw("{\"prompt\": \"Hello\"}", 1)).task();

    Task again = task.again("new", task.rootId(), 5, 9);

    assertThat(again.rootId()).isEqualTo(task.taskId());
    assertThat(again.bodyHash()).isEqualTo(task.bodyHash());
    assertThat(again.again(task.taskId(), task.rootId(), task.acceptedAtMs(), task.deadlineMs()))
        .isEqualTo(task);
  }

  private static Letter rejected(String body, long offset) {
    return records.read(raw(body, offset)).letter();
  }

  private static Letter conflict(String body, String topic, String name) {
    RawRecord raw =
        new RawRecord(
            topic, 0, 1, WRITTEN.toEpochMilli(), Map.of("ce_id", name), body.getBytes(UTF_8));
    return RawRecords.conflict(raw, records.read(raw).task());
  }

  private static Letter poison(String messageId, byte[] body) {
    return Letters.poison(
        "calls.openai.batch", messageId, "is no call", WRITTEN.toEpochMilli(), List.of(), body);
  }

  private static RawRecord raw(String body, long offset) {
    return new RawRecord(
        "tasks.raw.acme", 3, offset, WRITTEN.toEpochMilli(), Map.of(), body.getBytes(UTF_8));
  }
}
