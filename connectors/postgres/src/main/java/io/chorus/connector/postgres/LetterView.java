package io.chorus.connector.postgres;

import io.chorus.contracts.Letter;
import java.util.List;

/**
 * A dead letter as stored: all but its bytes and its history.
 *
 * @param tenant null where nobody knows
 * @param taskId the task it is about, or null
 * @param atMs Unix milliseconds when it failed
 * @param keptAtMs Unix milliseconds when it was stored, by the server's clock
 * @param originalBytes how many bytes came
 * @param redrives the tasks that it became, oldest first
 * @param state of the last of those: a final state, {@link #OPEN} or {@link #UNSEEN}; null where
 *     there is none
 */
public record LetterView(
    String letterId,
    Letter.Kind kind,
    String tenant,
    String source,
    String name,
    String batch,
    String taskId,
    String rootId,
    String reason,
    long atMs,
    long keptAtMs,
    long originalBytes,
    List<Redrive> redrives,
    String state) {
  /** The task it became has no final state yet. */
  public static final String OPEN = "OPEN";

  /** The task it was to become has no row: nobody knows whether it was sent. */
  public static final String UNSEEN = "UNSEEN";

  /** The task that it became at last, or null. */
  public Redrive lastRedrive() {
    return redrives.isEmpty() ? null : redrives.get(redrives.size() - 1);
  }
}
