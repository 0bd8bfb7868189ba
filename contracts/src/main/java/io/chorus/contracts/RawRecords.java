package io.chorus.contracts;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Turns producers' records into tasks or dead letters. Everything is derived from the record, so
 * that reading it again gives the same task, byte for byte. Thread-safe.
 */
public final class RawRecords {
  /** Bytes of a refused record that its dead letter keeps at the most. */
  public static final int MAX_KEPT = 1 << 20;

  private static final Duration PLAUSIBLE = Duration.ofDays(30);
  private static final int MAX_NAME = 256;

  /** The end of the year 9999: no id holds a time much later, and no table has a day for it. */
  private static final long LATEST_MS = 253_402_300_799_999L;

  private static final Problem NO_TIME =
      new Problem("timestamp", "is missing or out of range", "Unix milliseconds");
  private static final Problem KNOWN_ID =
      new Problem("id", "names another task already", "the same content, or another id");

  private final TaskValidator validator;

  public RawRecords(TaskValidator validator) {
    this.validator = validator;
  }

  /**
   * What becomes of a record.
   *
   * @param task or null; named by its {@code ce_id} where its body has no {@code custom_id}
   * @param deadLetter null where there is a task
   */
  public record Outcome(Task task, DeadLetter deadLetter) {}

  /**
   * Never throws for a record's content.
   *
   * @throws IllegalArgumentException where the topic is no {@code tasks.raw.<tenant>}
   */
  public Outcome read(RawRecord raw) {
    if (!Topics.isRaw(raw.topic())) {
      throw new IllegalArgumentException(raw.topic() + " is no topic of producers");
    }
    if (raw.timestampMs() < 0 || raw.timestampMs() > LATEST_MS) {
      return refused(raw, List.of(NO_TIME));
    }
    if (raw.value() == null || raw.value().length == 0) {
      return refused(raw, List.of(new Problem("", "is empty", "one JSON object")));
    }
    Instant acceptedAt = acceptedAt(raw);
    Validation validation = validator.validate(raw.value(), Submission.at(acceptedAt));
    return validation.accepted()
        ? new Outcome(task(raw, validation.draft(), acceptedAt), null)
        : refused(raw, validation.problems());
  }

  /**
   * The letter of a task whose id names another content already.
   *
   * @param raw what the task was read from, of a producer or of the ingress
   */
  public static DeadLetter conflict(RawRecord raw, Task task) {
    String name = ceId(raw) == null ? task.customId() : ceId(raw);
    return letter(raw, task.tenant(), name, List.of(KNOWN_ID));
  }

  private static Task task(RawRecord raw, TaskDraft draft, Instant acceptedAt) {
    String tenant = Topics.tenantOfRaw(raw.topic());
    String name = ceId(raw);
    String taskId = TaskIds.derived(tenant, name == null ? raw.place() : name, acceptedAt);
    return draft.orNamed(shortened(name)).toTask(tenant, taskId, taskId, acceptedAt);
  }

  /** The producer's time for the record where it gives one to be believed, else the record's. */
  private static Instant acceptedAt(RawRecord raw) {
    Instant written = Instant.ofEpochMilli(raw.timestampMs());
    String named = raw.headers().get("ce_time");
    if (named == null) {
      return written;
    }
    try {
      Instant at = OffsetDateTime.parse(named).toInstant();
      boolean plausible = Duration.between(at, written).abs().compareTo(PLAUSIBLE) <= 0;
      return plausible && at.compareTo(Instant.EPOCH) >= 0 ? at : written;
    } catch (DateTimeException e) {
      return written;
    }
  }

  private static String ceId(RawRecord raw) {
    String id = raw.headers().get("ce_id");
    return id == null || id.isBlank() ? null : id;
  }

  private static Outcome refused(RawRecord raw, List<Problem> problems) {
    return new Outcome(null, letter(raw, Topics.tenantOfRaw(raw.topic()), ceId(raw), problems));
  }

  private static DeadLetter letter(
      RawRecord raw, String tenant, String name, List<Problem> problems) {
    byte[] original = raw.value() == null ? new byte[0] : raw.value();
    List<Problem> all = new ArrayList<>(problems);
    if (original.length > MAX_KEPT) {
      all.add(
          new Problem(
              "",
              "is " + original.length + " bytes long, of which this letter keeps the first",
              "at most " + MAX_KEPT + " bytes"));
    }
    byte[] kept = original.length > MAX_KEPT ? Arrays.copyOf(original, MAX_KEPT) : original;
    return new DeadLetter(
        SchemaVersion.CURRENT,
        tenant,
        raw.place(),
        shortened(name),
        List.copyOf(all),
        raw.timestampMs(),
        Payload.of(Base64.getEncoder().encodeToString(kept)));
  }

  private static String shortened(String name) {
    if (name == null) {
      return null;
    }
    String clean = Sanitizer.clean(name);
    return clean.codePointCount(0, clean.length()) <= MAX_NAME
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, MAX_NAME)) + "…";
  }
}
