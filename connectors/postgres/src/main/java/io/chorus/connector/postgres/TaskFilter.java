package io.chorus.connector.postgres;

import io.chorus.contracts.Lane;
import java.util.Map;

/**
 * Which of a tenant's tasks are wanted; null in a field for all.
 *
 * @param after the id of a task: older ones only
 * @param state {@code OPEN}, or the name of a final state
 * @param labels metadata that the tasks have, all of them; never null
 */
public record TaskFilter(
    String after,
    String batch,
    String customId,
    Lane lane,
    String state,
    Map<String, String> labels) {
  /** The state of a task that has not ended. */
  public static final String OPEN = "OPEN";
}
