package io.chorus.connector.postgres;

import io.chorus.contracts.Lane;
import io.chorus.contracts.RecordPlace;
import io.chorus.contracts.Strategy;
import java.util.Map;

/**
 * A task as stored: all but its payload.
 *
 * @param customId the submitter's own name for it, or null
 * @param source where it came in
 * @param batch what it was sent in, or null
 * @param strategy null where the planner chooses
 * @param acceptedAtMs Unix milliseconds
 * @param deadlineMs Unix milliseconds
 * @param place of the record that holds its payload, or null where that is not known
 */
public record TaskView(
    String tenant,
    String taskId,
    String rootId,
    String customId,
    String source,
    String batch,
    Lane lane,
    Strategy strategy,
    String model,
    String dataClass,
    String bodyHash,
    long acceptedAtMs,
    long deadlineMs,
    Map<String, String> metadata,
    RecordPlace place) {}
