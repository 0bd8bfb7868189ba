package io.chorus.connector.postgres;

import java.util.Map;

/**
 * A batch of tasks that came in as a file.
 *
 * @param createdAtMs Unix milliseconds; all its tasks are accepted at this time
 * @param expiresAtMs Unix milliseconds
 * @param changedAtMs Unix milliseconds of the last change of status
 * @param rootsAtMs Unix milliseconds; the roots of its lines are of this (UTC) day, which is that
 *     of the batch it resumes, else its own
 * @param reached when it came to each status that it has had, in Unix milliseconds
 * @param total lines of the file that aren't blank; 0 until they are counted
 * @param given of these, how many are perhaps accepted
 * @param fed of these, how many are surely accepted or refused
 * @param rejected lines that are no tasks
 * @param completed tasks with an answer
 * @param failed tasks that ended without one
 * @param problem why it failed as a whole, or null
 */
public record Batch(
    String tenant,
    String batchId,
    String inputFileId,
    Map<String, String> metadata,
    Status status,
    long createdAtMs,
    long expiresAtMs,
    long changedAtMs,
    long rootsAtMs,
    Map<Status, Long> reached,
    int total,
    int given,
    int fed,
    int rejected,
    int completed,
    int failed,
    String problem) {

  /** One that nobody has worked on yet. */
  public static Batch begun(
      String tenant,
      String batchId,
      String inputFileId,
      Map<String, String> metadata,
      long createdAtMs,
      long expiresAtMs) {
    return new Batch(
        tenant,
        batchId,
        inputFileId,
        metadata,
        Status.VALIDATING,
        createdAtMs,
        expiresAtMs,
        createdAtMs,
        createdAtMs,
        Map.of(Status.VALIDATING, createdAtMs),
        0,
        0,
        0,
        0,
        0,
        0,
        null);
  }

  /** The same, ended from the first. */
  public Batch ended(Status how, String why) {
    return with(how, Map.of(how, createdAtMs), rootsAtMs, total, given, fed, rejected, why);
  }

  /** The same, whose lines have the roots that they have in an earlier batch. */
  public Batch resuming(Batch earlier) {
    return with(status, reached, earlier.rootsAtMs, total, given, fed, rejected, problem);
  }

  /** The same with so many lines, none of which is given to anyone. */
  public Batch ofLines(int lines) {
    return with(status, reached, rootsAtMs, lines, 0, 0, 0, problem);
  }

  /** The same, of which so many lines will perhaps be accepted from now on. */
  public Batch giving(int lines) {
    return with(status, reached, rootsAtMs, total, Math.max(given, lines), fed, rejected, problem);
  }

  /** The same, of which so many lines are surely accepted, or refused. */
  public Batch fed(int lines, int ofThemRejected) {
    return with(
        status, reached, rootsAtMs, total, Math.max(given, lines), lines, ofThemRejected, problem);
  }

  /** The same, of whose tasks so many have ended. */
  public Batch counted(int withAnswer, int without) {
    return new Batch(
        tenant,
        batchId,
        inputFileId,
        metadata,
        status,
        createdAtMs,
        expiresAtMs,
        changedAtMs,
        rootsAtMs,
        reached,
        total,
        given,
        fed,
        rejected,
        withAnswer,
        without,
        problem);
  }

  private Batch with(
      Status inStatus,
      Map<Status, Long> times,
      long rootsMs,
      int lines,
      int linesGiven,
      int linesFed,
      int linesRejected,
      String why) {
    return new Batch(
        tenant,
        batchId,
        inputFileId,
        metadata,
        inStatus,
        createdAtMs,
        expiresAtMs,
        changedAtMs,
        rootsMs,
        times,
        lines,
        linesGiven,
        linesFed,
        linesRejected,
        completed,
        failed,
        why);
  }

  /** In OpenAI's words. */
  public enum Status {
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    public boolean isFinal() {
      return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
    }
  }
}
