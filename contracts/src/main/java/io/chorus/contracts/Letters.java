package io.chorus.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Writes dead letters. */
public final class Letters {
  /** Bytes that a letter keeps at the most: whatever may be a task is kept whole. */
  public static final int MAX_KEPT = Json.MAX_DOCUMENT;

  /** The source of tasks that ended without an answer. */
  public static final String TASKS = "tasks";

  private static final int MAX_TEXT = 2_000;

  private Letters() {}

  /**
   * The letter of a record that is no task.
   *
   * @param name the producer's name for it, or null
   */
  static Letter rejected(RawRecord raw, String tenant, String name, List<Problem> problems) {
    return rejected(raw, tenant, name, null, problems);
  }

  /** The letter of a task whose id names another one already. */
  static Letter conflict(RawRecord raw, Task task, String name, Problem problem) {
    return rejected(raw, task.tenant(), name, task.batch(), List.of(problem));
  }

  private static Letter rejected(
      RawRecord raw, String tenant, String name, String batch, List<Problem> problems) {
    String reason = problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    return new Letter(
        id(Letter.Kind.REJECTED, raw.place().toString(), raw.timestampMs()),
        Letter.Kind.REJECTED,
        tenant,
        raw.place().toString(),
        name,
        batch,
        null,
        null,
        text(reason),
        problems,
        raw.timestampMs(),
        List.of(past(raw.timestampMs(), "written to " + raw.place(), "rejected")),
        first(bytes(raw), MAX_KEPT),
        bytes(raw).length);
  }

  /** The letter of a record of our own that none of our jobs can read. */
  public static Letter unreadable(RawRecord raw, String why) {
    return new Letter(
        id(Letter.Kind.POISON, raw.place().toString(), raw.timestampMs()),
        Letter.Kind.POISON,
        null,
        raw.place().toString(),
        null,
        null,
        null,
        null,
        text("the record " + why),
        List.of(),
        raw.timestampMs(),
        List.of(past(raw.timestampMs(), "written to " + raw.place(), "unreadable")),
        first(bytes(raw), MAX_KEPT),
        bytes(raw).length);
  }

  /**
   * The letter of a message that no engine job could read. The same bytes under the same message id
   * are one letter a day, however often they come.
   *
   * @param queue where it was refused
   * @param messageId which our own calls have from their ask, or null
   * @param why what is wrong with it
   * @param history what its broker tells of it
   */
  public static Letter poison(
      String queue,
      String messageId,
      String why,
      long atMs,
      List<Letter.Past> history,
      byte[] body) {
    AskId ask = ask(messageId);
    String content = new String(body, StandardCharsets.ISO_8859_1);
    return new Letter(
        id(Letter.Kind.POISON, queue + '\0' + messageId + '\0' + content, atMs),
        Letter.Kind.POISON,
        null,
        text(queue),
        text(messageId),
        null,
        ask == null ? null : ask.taskId(),
        ask == null ? null : ask.key().rootId(),
        text(why),
        List.of(),
        atMs,
        history,
        first(body, MAX_KEPT),
        body.length);
  }

  /** The letter of a task that has ended without an answer. */
  public static Letter undeliverable(Task task, Result stored) {
    byte[] original = Json.write(task);
    String why = stored.errorCode() + ": " + stored.errorMessage();
    return new Letter(
        id(Letter.Kind.UNDELIVERABLE, task.taskId(), stored.finishedAtMs()),
        Letter.Kind.UNDELIVERABLE,
        task.tenant(),
        TASKS,
        text(task.customId()),
        task.batch(),
        task.taskId(),
        task.rootId(),
        text(why),
        List.of(),
        stored.finishedAtMs(),
        List.of(
            past(task.acceptedAtMs(), "accepted as task " + task.taskId(), null),
            past(stored.finishedAtMs(), "ended after " + asks(stored), stored.state().name())),
        original,
        original.length);
  }

  private static String asks(Result stored) {
    String asks = stored.asks() == 1 ? "1 ask" : stored.asks() + " asks";
    return stored.failures().isEmpty() ? asks : asks + ", failed: " + stored.failures();
  }

  private static Letter.Past past(long atMs, String what, String outcome) {
    return new Letter.Past(atMs, what, outcome, 0);
  }

  private static String id(Letter.Kind kind, String place, long atMs) {
    Instant at = Instant.ofEpochMilli(RawRecords.isTime(atMs) ? atMs : 0);
    return TaskIds.derived("dead letter", kind + "\0" + place, at);
  }

  private static AskId ask(String messageId) {
    try {
      AskId ask = messageId == null ? null : AskId.parse(messageId);
      boolean ours =
          ask != null && TaskIds.isTaskId(ask.taskId()) && TaskIds.isTaskId(ask.key().rootId());
      return ours ? ask : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] bytes(RawRecord raw) {
    return raw.value() == null ? new byte[0] : raw.value();
  }

  static byte[] first(byte[] all, int most) {
    return all.length > most ? Arrays.copyOf(all, most) : all;
  }

  /** What a database column takes and a terminal shows. */
  private static String text(String text) {
    return Sanitizer.cleanStart(text, MAX_TEXT);
  }
}
