package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Objects;

/**
 * One accepted task: a prompt with its wishes.
 *
 * @param schemaVersion {@link SchemaVersion#CURRENT} when written by this version
 * @param tenant whose task it is
 * @param taskId UUID of version 7
 * @param rootId the first task of its line; {@code taskId} unless redriven or resumed
 * @param customId the submitter's own name for it, or null
 * @param batch what it was sent in, or null: such tasks wait together
 * @param lane how urgent
 * @param strategy what was asked for, or null to let the planner choose
 * @param model {@code chorus-auto} or {@code engine/model}
 * @param quality the grade below which is asked again, in [0,1]; null to let the policy say
 * @param samples answers wanted of one engine, or 0 for one of each
 * @param maxCostNanoUsd what all its asks together may cost by estimate, in billionths of a US
 *     dollar; 0 for no limit
 * @param cacheMaxAgeMs how old an answer to the same request may be to stand for a new one, in
 *     milliseconds; 0 for new ones only
 * @param dataClass which engines may see it (a name from the engine catalog)
 * @param acceptedAtMs Unix milliseconds
 * @param deadlineMs Unix milliseconds; the task ends by then, answered or not
 * @param bodyHash SHA-256 (hex) of the request as accepted: same id, other hash is another task
 * @param metadata the submitter's labels, never interpreted
 * @param stream whether somebody wants to hear the answer as it is written
 * @param redact whether personal data is to be kept from engines
 * @param payload a {@link ChatRequest} as JSON
 */
public record Task(
    int schemaVersion,
    String tenant,
    String taskId,
    String rootId,
    String customId,
    String batch,
    Lane lane,
    Strategy strategy,
    String model,
    Double quality,
    int samples,
    long maxCostNanoUsd,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long cacheMaxAgeMs,
    String dataClass,
    long acceptedAtMs,
    long deadlineMs,
    String bodyHash,
    Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean stream,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean redact,
    Payload payload) {
  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public Task {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(rootId, "rootId");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(dataClass, "dataClass");
    Objects.requireNonNull(bodyHash, "bodyHash");
    Objects.requireNonNull(payload, "payload");
  }

  /** The same task, of which personal data is to be kept from engines. */
  public Task redacting() {
    return with(taskId, rootId, acceptedAtMs, deadlineMs, true);
  }

  /**
   * The same asked for once more: a task of its own.
   *
   * @param ofRoot this one's {@code rootId} where what was paid for its line is not to be asked
   *     again
   */
  public Task again(String newId, String ofRoot, long acceptedMs, long endsMs) {
    return with(newId, ofRoot, acceptedMs, endsMs, redact);
  }

  private Task with(String id, String root, long acceptedMs, long endsMs, boolean redacted) {
    return new Task(
        schemaVersion,
        tenant,
        id,
        root,
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
        acceptedMs,
        endsMs,
        bodyHash,
        metadata,
        stream,
        redacted,
        payload);
  }
}
