package io.chorus.contracts;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A valid, clean task that has no id yet. Immutable.
 *
 * @param model {@code chorus-auto} or {@code engine/model}
 * @param request what is asked
 * @param strategy what was asked for, or null to let the planner choose
 * @param quality in [0,1], or null where the policy says
 * @param samples answers wanted of one engine, or 0 for one of each
 * @param maxCostNanoUsd in billionths of a US dollar; 0 for no limit
 * @param cacheMaxAgeMs how old an answer to the same request may be to stand for a new one, in
 *     milliseconds; 0 for new ones only
 * @param dataClass a name from the engine catalog
 * @param deadline when it ends, or null where {@code within} says so
 * @param within how long after it is accepted it ends, where there is no {@code deadline}
 * @param customId the submitter's own name for it, or null
 * @param batch what it is sent in, or null
 * @param metadata the submitter's labels
 * @param stream whether the submitter wants the answer as server-sent events
 * @param bodyHash SHA-256 (hex) of the clean body and its name: independent of the order of keys,
 *     of the way numbers are written, and of the defaults in force
 */
public record TaskDraft(
    String model,
    ChatRequest request,
    Lane lane,
    Strategy strategy,
    Double quality,
    int samples,
    long maxCostNanoUsd,
    long cacheMaxAgeMs,
    String dataClass,
    Instant deadline,
    Duration within,
    String customId,
    String batch,
    Map<String, String> metadata,
    boolean stream,
    String bodyHash) {

  /** The same with this name where it has none; its hash stays. */
  TaskDraft orNamed(String name) {
    return customId != null
        ? this
        : new TaskDraft(
            model,
            request,
            lane,
            strategy,
            quality,
            samples,
            maxCostNanoUsd,
            cacheMaxAgeMs,
            dataClass,
            deadline,
            within,
            name,
            batch,
            metadata,
            stream,
            bodyHash);
  }

  /**
   * The task.
   *
   * @param rootId {@code taskId} for a new one
   * @param acceptedAt what the draft was validated with
   */
  public Task toTask(String tenant, String taskId, String rootId, Instant acceptedAt) {
    Instant ends = deadline != null ? deadline : acceptedAt.plus(within);
    return new Task(
        SchemaVersion.CURRENT,
        tenant,
        taskId,
        rootId,
        customId,
        batch,
        lane,
        strategy,
        model,
        quality,
        samples,
        maxCostNanoUsd,
        cacheMaxAgeMs,
        dataClass,
        acceptedAt.toEpochMilli(),
        ends.toEpochMilli(),
        bodyHash,
        metadata,
        stream,
        false,
        Payload.of(Json.writeText(request)));
  }
}
