package io.chorus.contracts;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Turns producers' records into tasks or dead letters. Everything is derived from the record, so
 * that reading it again gives the same task, byte for byte. Thread-safe.
 */
public final class RawRecords {
  /** Bytes of a refused record that its producer gets back at the most. */
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
   * @param letter null where there is a task
   */
  public record Outcome(Task task, Letter letter) {}

  /**
   * Never throws for a record's content.
   *
   * @throws IllegalArgumentException where the topic is no {@code tasks.raw.<tenant>}
   */
  public Outcome read(RawRecord raw) {
    if (!Topics.isRaw(raw.topic())) {
      throw new IllegalArgumentException(raw.topic() + " is no topic of producers");
    }
    if (!isTime(raw.timestampMs())) {
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
  public static Letter conflict(RawRecord raw, Task task) {
    String name = ceId(raw) == null ? task.customId() : ceId(raw);
    return Letters.conflict(raw, task, shortened(name), KNOWN_ID);
  }

  /**
   * A rejected record judged once more, since engines and models come and go.
   *
   * @param kept the rejected record's letter
   * @param taskId of the task that it may be
   * @param at when the record is taken to be accepted
   * @return the task, or what is wrong with the record
   */
  public Again again(Letter kept, String taskId, Instant at) {
    if (!Topics.isRaw(kept.source())) {
      return again(kept, taskId);
    }
    Validation validation = validator.validate(kept.original(), Submission.at(at));
    return validation.accepted()
        ? new Again(
            validation.draft().orNamed(kept.name()).toTask(kept.tenant(), taskId, taskId, at),
            List.of())
        : new Again(null, validation.problems());
  }

  /** The ingress had validated it. Its id is taken, and so may be what was paid under it. */
  private static Again again(Letter kept, String taskId) {
    try {
      Task task = Json.read(kept.original(), Task.class);
      return new Again(
          task.again(taskId, taskId, task.acceptedAtMs(), task.deadlineMs()), List.of());
    } catch (MalformedJsonException e) {
      return new Again(null, List.of(e.problem()));
    }
  }

  /**
   * What becomes of a rejected record when it is judged again.
   *
   * @param task or null
   * @param problems empty where there is a task
   */
  public record Again(Task task, List<Problem> problems) {}

  /** True for Unix milliseconds that an id can hold and that a table has a day for. */
  static boolean isTime(long ms) {
    return ms >= 0 && ms <= LATEST_MS;
  }

  private static Task task(RawRecord raw, TaskDraft draft, Instant acceptedAt) {
    String tenant = Topics.tenantOfRaw(raw.topic());
    String name = ceId(raw);
    String taskId =
        TaskIds.derived(tenant, name == null ? raw.place().toString() : name, acceptedAt);
    return draft.orNamed(shortened(name)).toTask(tenant, taskId, taskId, acceptedAt);
  }

  /** The producer's time for the record where it gives one to be believed, else the record's. */
  private static Instant acceptedAt(RawRecord raw) {
    Instant written = Instant.ofEpochMilli(raw.timestampMs());
    String named = raw.headers().get(CloudEvent.TIME);
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
    String id = raw.headers().get(CloudEvent.ID);
    return id == null || id.isBlank() ? null : id;
  }

  private static Outcome refused(RawRecord raw, List<Problem> problems) {
    String tenant = Topics.tenantOfRaw(raw.topic());
    return new Outcome(null, Letters.rejected(raw, tenant, shortened(ceId(raw)), problems));
  }

  private static String shortened(String name) {
    return Sanitizer.cleanStart(name, MAX_NAME);
  }
}
