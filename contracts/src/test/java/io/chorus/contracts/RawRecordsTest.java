package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RawRecordsTest {
  private static final Instant WRITTEN = Instant.parse("2026-03-04T12:00:00Z");
  private static final byte[] HELLO = "{\"prompt\":\"Hello\"}".getBytes(StandardCharsets.UTF_8);

  private static RawRecords records;

  @BeforeAll
  static void load() throws Exception {
    records =
        new RawRecords(
            new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml"))));
  }

  @Test
  void aRecordIsNamedByItsCloudEventsIdOnTheDayOfItsTime() {
    Map<String, String> headers = Map.of("ce_id", "order-7", "ce_time", "2026-03-01T09:00:00Z");

    Task task = records.read(raw(headers, HELLO, 17)).task();

    Instant day = Instant.parse("2026-03-01T00:00:00Z");
    assertThat(task.taskId()).isEqualTo(TaskIds.derived("acme", "order-7", day));
    assertThat(task.rootId()).isEqualTo(task.taskId());
    assertThat(task.tenant()).isEqualTo("acme");
    assertThat(task.customId()).isEqualTo("order-7");
    assertThat(Instant.ofEpochMilli(task.acceptedAtMs())).isEqualTo("2026-03-01T09:00:00Z");
    assertThat(records.read(raw(headers, HELLO, 99)).task()).isEqualTo(task);
  }

  @Test
  void theTopicNamesTheTenantAndNeitherAHeaderNorTheBodyDoes() {
    Map<String, String> headers =
        Map.of("tenant", "other", "ce_source", "tasks.raw.other", "ce_subject", "other");
    byte[] claim = "{\"prompt\":\"Hello\",\"tenant\":\"other\"}".getBytes(StandardCharsets.UTF_8);
    byte[] label =
        "{\"prompt\":\"Hello\",\"metadata\":{\"tenant\":\"other\"}}"
            .getBytes(StandardCharsets.UTF_8);

    Letter refused = records.read(raw(headers, claim, 17)).letter();

    assertThat(records.read(raw(headers, HELLO, 17)).task().tenant()).isEqualTo("acme");
    assertThat(records.read(raw(headers, label, 17)).task().tenant()).isEqualTo("acme");
    assertThat(refused.tenant()).isEqualTo("acme");
    assertThat(refused.problems()).extracting(Problem::field).containsExactly("tenant");
  }

  @Test
  void withoutANameItIsItsPlaceAndItsOwnTime() {
    Task task = records.read(raw(Map.of("ce_id", " "), HELLO, 17)).task();

    assertThat(task.taskId())
        .isEqualTo(TaskIds.derived("acme", "tasks.raw.acme-3-17", WRITTEN))
        .isNotEqualTo(records.read(raw(Map.of(), HELLO, 18)).task().taskId());
    assertThat(task.customId()).isNull();
  }

  @Test
  void anImplausibleTimeIsNotBelieved() {
    assertThat(acceptedAt("2026-02-02T12:00:00Z")).isEqualTo("2026-02-02T12:00:00Z");
    assertThat(acceptedAt("2026-02-02T11:59:59Z")).isEqualTo(WRITTEN);
    assertThat(acceptedAt("2026-04-03T12:00:01Z")).isEqualTo(WRITTEN);
    assertThat(acceptedAt("+999999999-12-31T00:00:00Z")).isEqualTo(WRITTEN);
    assertThat(acceptedAt("yesterday")).isEqualTo(WRITTEN);
  }

  @Test
  void anotherBodyUnderTheSameNameHasAnotherHash() {
    byte[] other = "{\"prompt\":\"Hello!\"}".getBytes(StandardCharsets.UTF_8);

    Task first = records.read(raw(Map.of("ce_id", "a"), HELLO, 1)).task();
    Task second = records.read(raw(Map.of("ce_id", "a"), other, 2)).task();

    assertThat(second.taskId()).isEqualTo(first.taskId());
    assertThat(second.bodyHash()).isNotEqualTo(first.bodyHash());
  }

  @Test
  void whatIsNoTaskIsADeadLetterWithItsReasonsAndBytes() {
    byte[] broken = {'{', (byte) 0xFF};

    RawRecords.Outcome outcome = records.read(raw(Map.of("ce_id", "order-8"), broken, 17));

    assertThat(outcome.task()).isNull();
    DeadLetter told = outcome.letter().forProducer();
    assertThat(told.tenant()).isEqualTo("acme");
    assertThat(told.source()).isEqualTo("tasks.raw.acme-3-17");
    assertThat(told.name()).isEqualTo("order-8");
    assertThat(told.atMs()).isEqualTo(WRITTEN.toEpochMilli());
    assertThat(told.problems().get(0).reason()).startsWith("is not UTF-8");
    assertThat(Base64.getDecoder().decode(told.payload().text())).isEqualTo(broken);
  }

  @Test
  void aPromptOfTooManyTokensIsADeadLetterWithTheNumbers() {
    byte[] book = Json.write(Map.of("prompt", "字".repeat(300_001)));

    DeadLetter told =
        records.read(raw(Map.of("ce_id", "order-10"), book, 17)).letter().forProducer();

    assertThat(told.problems())
        .containsExactly(
            new Problem("prompt", "has about 200,001 tokens", "at most 200,000 tokens"));
  }

  @Test
  void aTaskUnderAKnownIdIsADeadLetterWithItsPlaceAndBytes() {
    byte[] spaced = "{ \"prompt\" : \"Hello\" }".getBytes(StandardCharsets.UTF_8);
    RawRecord raw = raw(Map.of("ce_id", "order-9"), spaced, 21);

    DeadLetter letter = RawRecords.conflict(raw, records.read(raw).task()).forProducer();

    assertThat(letter.tenant()).isEqualTo("acme");
    assertThat(letter.source()).isEqualTo("tasks.raw.acme-3-21");
    assertThat(letter.name()).isEqualTo("order-9");
    assertThat(letter.atMs()).isEqualTo(WRITTEN.toEpochMilli());
    assertThat(letter.problems()).extracting(Problem::field).containsExactly("id");
    assertThat(Base64.getDecoder().decode(letter.payload().text())).isEqualTo(spaced);
  }

  @Test
  void aConflictOfTheIngressIsNamedByItsTask() {
    Task task = records.read(raw(Map.of("ce_id", "order-9"), HELLO, 21)).task();

    DeadLetter letter =
        RawRecords.conflict(new RawRecord("tasks", 1, 5, 7, Map.of(), Json.write(task)), task)
            .forProducer();

    assertThat(letter.tenant()).isEqualTo("acme");
    assertThat(letter.source()).isEqualTo("tasks-1-5");
    assertThat(letter.name()).isEqualTo("order-9");
  }

  @Test
  void nothingAtAllIsADeadLetterToo() {
    assertThat(records.read(raw(Map.of(), null, 1)).letter().problems().get(0).reason())
        .isEqualTo("is empty");
    assertThat(records.read(new RawRecord("tasks.raw.acme", 0, 0, -1, Map.of(), HELLO)).letter())
        .isNotNull();
  }

  @Test
  void aTimeThatNoTableHasADayForIsADeadLetter() {
    long far = Instant.parse("+10000-01-01T00:00:00Z").toEpochMilli();

    assertThat(at(far - 1).task()).isNotNull();
    assertThat(at(far).letter().problems()).extracting(Problem::field).containsOnly("timestamp");
    assertThat(at(Long.MAX_VALUE).task()).isNull();
  }

  private static RawRecords.Outcome at(long timestampMs) {
    return records.read(new RawRecord("tasks.raw.acme", 0, 0, timestampMs, Map.of(), HELLO));
  }

  @Test
  void aHugeRecordGivesALetterThatCanBeReadBack() throws Exception {
    DeadLetter letter = records.read(raw(Map.of(), new byte[12 << 20], 1)).letter().forProducer();

    assertThat(Json.read(Json.write(letter), DeadLetter.class)).isEqualTo(letter);
    assertThat(letter.problems()).hasSize(2);
  }

  @Test
  void onlyTopicsOfProducersAreRead() {
    assertThatThrownBy(() -> records.read(new RawRecord("tasks", 0, 0, 0, Map.of(), HELLO)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tasks");
  }

  private static Instant acceptedAt(String ceTime) {
    Task task = records.read(raw(Map.of("ce_time", ceTime), HELLO, 1)).task();
    return Instant.ofEpochMilli(task.acceptedAtMs());
  }

  private static RawRecord raw(Map<String, String> headers, byte[] value, long offset) {
    return new RawRecord("tasks.raw.acme", 3, offset, WRITTEN.toEpochMilli(), headers, value);
  }
}
