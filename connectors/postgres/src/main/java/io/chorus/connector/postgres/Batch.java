package io.chorus.connector.postgres;

import java.util.Map;

/**
 * A batch of tasks that came in as a file.
 *
 * @param createdAtMs Unix milliseconds; all its tasks are accepted at this time
 * @param expiresAtMs Unix milliseconds
 * @param changedAtMs Unix milliseconds of the last change of status
 * @param total lines of the file that aren't blank; 0 until they are counted
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
    int total,
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
        0,
        0,
        0,
        0,
        0,
        null);
  }

  /** The same, failed from the first. */
  public Batch failed(String why) {
    return new Batch(
        tenant,
        batchId,
        inputFileId,
        metadata,
        Status.FAILED,
        createdAtMs,
        expiresAtMs,
        createdAtMs,
        total,
        fed,
        rejected,
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
