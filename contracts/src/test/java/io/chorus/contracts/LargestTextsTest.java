package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is accepted can be written and read back by every part that it travels through. */
class LargestTextsTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final int MOST = TaskValidator.Limits.DEFAULT.maxPromptCharacters();
  private static RawRecords records;

  @BeforeAll
  static void load() throws Exception {
    String shipped = Files.readString(Path.of("../flink-conf/engines.yaml"));
    EngineCatalog catalog = EngineCatalog.parse("max_prompt_tokens: " + MOST + "\n" + shipped);
    records = new RawRecords(new TaskValidator(catalog));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\\", "\n", "a", "字", "😀"})
  void theWorstLegalPromptPassesThroughEveryRecord(String text) throws Exception {
    String prompt = "?" + text.repeat((MOST - 1) / text.length());
    RawRecord raw = raw(Json.write(Map.of("prompt", prompt, "metadata", widestMetadata())));

    RawRecords.Outcome outcome = records.read(raw);

    Task task = outcome.task();
    assertThat(outcome.letter()).isNull();
    assertThat(Json.readOwn(task.payload().text(), ChatRequest.class).lastUserMessage())
        .isEqualTo(prompt);
    assertReadsBack(task, Task.class);
    assertReadsBack(call(task), Call.class);
    assertReadsBack(RawRecords.conflict(raw, task).forProducer(), DeadLetter.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\\", "\n", "a", "字", "😀"})
  void anAnswerAsLongAsThatPassesToo(String text) throws Exception {
    ChatAnswer said = new ChatAnswer(text.repeat(MOST / text.length()), "stop");
    Payload payload = Payload.of(Json.writeText(said));
    Task task = records.read(raw(Json.write(Map.of("prompt", "?")))).task();

    assertThat(payload.fits()).isTrue();
    assertReadsBack(answer(call(task), payload), Answer.class);
    assertReadsBack(result(task, payload), Result.class);
  }

  @Test
  void whatDoesNotFitIsKnownBeforeItIsWritten() {
    assertThat(Payload.of("a".repeat(Json.MAX_STRING)).fits()).isTrue();
    assertThat(Payload.of("a".repeat(Json.MAX_STRING + 1)).fits()).isFalse();
    assertThat(Payload.of("\u0001".repeat(Json.MAX_STRING / 2)).fits()).isFalse();
    assertThat(Payload.of("字".repeat(Json.MAX_STRING)).fits()).isFalse();
  }

  private static <T> void assertReadsBack(T record, Class<T> type) throws Exception {
    byte[] json = Json.write(record);

    assertThat(json.length).isLessThan(Json.MAX_DOCUMENT);
    assertThat(Json.read(json, type)).isEqualTo(record);
  }

  private static RawRecord raw(byte[] body) {
    Map<String, String> headers = Map.of("ce_id", "\"".repeat(256));
    return new RawRecord("tasks.raw.acme", 3, 17, NOW.toEpochMilli(), headers, body);
  }

  private static Map<String, String> widestMetadata() {
    return IntStream.range(0, 16)
        .boxed()
        .collect(Collectors.toMap(i -> i + "\"".repeat(60), i -> "\"".repeat(512)));
  }

  private static Call call(Task task) {
    return new Call(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        1,
        0,
        1,
        null,
        "openai",
        "gpt-4o-mini",
        task.lane(),
        task.dataClass(),
        task.acceptedAtMs(),
        task.acceptedAtMs(),
        0,
        task.deadlineMs(),
        100,
        0,
        0,
        0,
        Call.Kind.NEW,
        false,
        "0".repeat(64),
        task.payload());
  }

  private static Answer answer(Call call, Payload payload) {
    return new Answer(
        SchemaVersion.CURRENT,
        call.tenant(),
        call.taskId(),
        call.rootId(),
        1,
        0,
        1,
        call.engine(),
        call.lane(),
        call.engine(),
        call.model(),
        null,
        null,
        0,
        new Usage(1, 1),
        1,
        1,
        2,
        false,
        payload);
  }

  private static Result result(Task task, Payload payload) {
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        task.customId(),
        task.lane(),
        FinalState.SUCCEEDED,
        Strategy.SINGLE,
        "openai",
        "gpt-4o-mini",
        0.5,
        List.of("truncated"),
        1,
        1,
        0,
        Map.of(),
        new Usage(1, 1),
        1,
        1,
        2,
        null,
        null,
        widestMetadata(),
        null,
        payload);
  }
}
