package io.chorus.contracts;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A dead letter as it is kept: what could not be done, with the reason, what was tried, and the
 * bytes as they came. Texts that people read are clean ({@link Sanitizer}).
 *
 * @param letterId of the form of a task id; follows from where the letter came from, so that a
 *     replay gives the same
 * @param tenant null where the bytes don't say whose they are
 * @param source where it came from: {@code topic-partition-offset}, a queue, or {@code tasks}
 * @param name the producer's name for it, a message's id, or null
 * @param batch what the task was sent in, or null
 * @param taskId the task it is about, or null where there is none
 * @param rootId the first task of that task's line, or null
 * @param reason why, as one sentence for people
 * @param problems what is wrong with a rejected record; empty for other kinds
 * @param atMs Unix milliseconds; when it failed, as its source tells
 * @param history what was tried, oldest first
 * @param original the bytes as they came, at most the first {@link Letters#MAX_KEPT}
 * @param originalBytes how many there were
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Letter(
    String letterId,
    Kind kind,
    String tenant,
    String source,
    String name,
    String batch,
    String taskId,
    String rootId,
    String reason,
    List<Problem> problems,
    long atMs,
    List<Past> history,
    byte[] original,
    long originalBytes) {

  public Letter {
    Objects.requireNonNull(letterId, "letterId");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(original, "original");
  }

  /** What kind of thing could not be done. */
  public enum Kind {
    /** A record that is no task, or whose id names another one. */
    REJECTED,
    /** Bytes on a wire of our own that none of our jobs can read. */
    POISON,
    /** A task that ended without an answer. */
    UNDELIVERABLE;

    /** The name in the command line: the lower-case constant. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that was tried.
   *
   * @param atMs Unix milliseconds
   * @param what for people: what was tried, and where
   * @param outcome for people: what came of it, or null where nothing could
   * @param costNanoUsd billed, in billionths of a US dollar
   */
  public record Past(long atMs, String what, String outcome, long costNanoUsd) {}

  /** What its producer is told: at most the first {@link RawRecords#MAX_KEPT} bytes of it. */
  public DeadLetter forProducer() {
    List<Problem> all = new ArrayList<>(problems);
    if (originalBytes > RawRecords.MAX_KEPT) {
      all.add(
          new Problem(
              "",
              "is " + originalBytes + " bytes long, of which this letter keeps the first",
              "at most " + RawRecords.MAX_KEPT + " bytes"));
    }
    return new DeadLetter(
        SchemaVersion.CURRENT,
        tenant,
        source,
        name,
        List.copyOf(all),
        atMs,
        Payload.of(
            Base64.getEncoder().encodeToString(Letters.first(original, RawRecords.MAX_KEPT))));
  }

  @Override
  public String toString() {
    return "Letter[" + letterId + ", " + kind + "]";
  }
}
